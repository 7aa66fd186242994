from datetime import date

import pytest

from app.pola.rules.protocol import ProtocolFault as Fault
from app.pola.rules.protocol import protocol_faults
from app.pola.rules.states import State

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("number", "on", "json_text", "expected"),
    [
        ("PG 1/2026", TODAY, "", []),
        ("PG 1/2026", TODAY, '{"aoo": "c_f205"}', []),
        ("", None, "", []),
        ("", TODAY, "", [Fault.NUMBER_MISSING]),
        ("", None, "{}", [Fault.NUMBER_MISSING, Fault.DAY_MISSING]),
        ("1", None, "", [Fault.DAY_MISSING]),
        ("1", date(2026, 3, 3), "", [Fault.DAY_AHEAD]),
        ("1" * 60, TODAY, "", []),
        ("1" * 61, TODAY, "", [Fault.NUMBER_TOO_LONG]),
        ("1", TODAY, "{", [Fault.JSON_WRONG]),
        ("1", TODAY, "[]", [Fault.JSON_WRONG]),
        ("1", TODAY, "[" * 19_999, [Fault.JSON_WRONG]),
        ("1", TODAY, " " * 20_001, [Fault.JSON_TOO_LONG]),
    ],
)
def test_a_number_is_taken_as_the_register_gives_it(number, on, json_text, expected):
    faults = protocol_faults(State.ACTIVE, number, on, json_text, TODAY)
    assert [fault.code for fault in faults] == expected


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.TO_SIGN_EMPLOYEE])
def test_what_nobody_has_signed_has_no_number(state):
    [fault] = protocol_faults(state, "1", TODAY, "", TODAY)
    assert fault.code is Fault.NOT_SIGNED
