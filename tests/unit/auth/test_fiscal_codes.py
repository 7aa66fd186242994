from datetime import date

import pytest

from app.auth.rules import FiscalCodeFault, fiscal_code_faults

CODE = "RSSPRZ79H57F205S"
BORN = date(1979, 6, 17)


@pytest.mark.parametrize(("code", "born_on", "sex", "expected"), [
    (CODE, BORN, "F", []),
    (CODE, None, None, []),
    # The same person, with letters for digits (omocodia).
    ("RSSPRZ79H57F20RN", BORN, "F", []),
    ("RSSPRZTVHRTFNLRF", BORN, "F", []),
    ("BNCMRO81B06E507R", date(1981, 2, 6), "M", []),
    (CODE, date(1979, 6, 18), "F", [FiscalCodeFault.BIRTH_DATE]),
    (CODE, date(1978, 6, 17), "F", [FiscalCodeFault.BIRTH_DATE]),
    (CODE, BORN, "M", [FiscalCodeFault.SEX]),
    (CODE, date(1979, 7, 17), "M", [FiscalCodeFault.BIRTH_DATE, FiscalCodeFault.SEX]),
    ("RSSPRZ79H57F205T", BORN, "F", [FiscalCodeFault.CHECK_CHARACTER]),
    ("RSSPRZ97H57F205S", BORN, "F", [FiscalCodeFault.CHECK_CHARACTER]),
    ("RSSPRZ79H57F205", BORN, "F", [FiscalCodeFault.SHAPE]),
    ("RSSPRZ79I57F205S", BORN, "F", [FiscalCodeFault.SHAPE]),
    ("RSSPRZAAH57F205S", BORN, "F", [FiscalCodeFault.SHAPE]),
    ("12345678901", BORN, "F", [FiscalCodeFault.SHAPE]),
    ("", BORN, "F", [FiscalCodeFault.SHAPE]),
])  # fmt: skip
def test_a_fiscal_code_is_checked_alone_and_beside_the_other_facts(code, born_on, sex, expected):
    assert fiscal_code_faults(code, born_on, sex) == expected
