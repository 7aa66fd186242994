"""Months, notices, first words and files."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pola.rules.checks import Standing, check_terms
from app.pola.rules.faults import Fault
from app.pola.rules.files import MOST_BYTES, P7M, PDF, file_faults, media_type
from app.pola.rules.hitches import Hitch
from app.pola.rules.months import last_day, months_after, term_months
from app.pola.rules.notices import (
    FIRST_VERSION,
    Notice,
    needed_notices,
    safety_lasts_until,
    version_on,
)
from app.pola.rules.parameters import ParameterName, ParameterRow, Programme
from app.pola.rules.prefill import first_terms, next_terms
from app.pola.rules.routes import Origin
from app.pola.rules.terms import Duration
from tests.support.agreements import TERMS

TODAY = date(2026, 3, 2)
DER = bytes.fromhex("3082abcd06092a864886f70d010702a0")


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 3, 2), 6, date(2026, 9, 2)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one(day, months, later):
    assert months_after(day, months) == later


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 60))
def test_a_period_of_so_many_months_touches_so_many(first, months):
    assert term_months(first, last_day(first, months)) == months


def test_a_text_never_set_is_as_old_as_the_law():
    assert version_on(Notice.SAFETY, TODAY, []) == FIRST_VERSION


def test_the_version_of_a_notice_is_the_day_it_became_valid():
    rows = [
        ParameterRow(ParameterName.SAFETY_TEXT, "primo", date(2026, 1, 1)),
        ParameterRow(ParameterName.SAFETY_TEXT, "secondo", date(2026, 6, 1)),
        ParameterRow(ParameterName.PRIVACY_TEXT, "altro", date(2026, 2, 1)),
    ]
    assert version_on(Notice.SAFETY, date(2026, 5, 31), rows) == date(2026, 1, 1)
    assert version_on(Notice.SAFETY, date(2026, 6, 1), rows) == date(2026, 6, 1)
    assert version_on(Notice.PRIVACY, TODAY, rows) == date(2026, 2, 1)


def test_safety_and_privacy_are_always_read_the_others_where_they_are_written():
    assert needed_notices(Programme()) == [Notice.SAFETY, Notice.PRIVACY]
    assert needed_notices(Programme(training_text="Corso", vpn_text="VPN")) == list(Notice)


def test_a_safety_note_holds_for_its_months():
    assert safety_lasts_until(date(2026, 3, 2), 12) == date(2027, 3, 2)


def test_first_terms_lack_only_what_the_person_alone_knows():
    missing = check_terms(first_terms(Programme(), TODAY), Programme(), Standing(), TODAY)
    assert [reason.code for reason in missing] == [
        Fault.PATTERN_EMPTY,
        Fault.PLACE_MISSING,
        Fault.ACTIVITY_MISSING,
        Fault.REASONS_MISSING,
    ]


@pytest.mark.parametrize(
    ("origin", "ends", "first", "last"),
    [
        # The day after the end, as long as before.
        (Origin.RENEWAL, date(2026, 8, 31), date(2026, 9, 1), date(2027, 2, 28)),
        # What ended long ago is renewed from tomorrow on.
        (Origin.RENEWAL, date(2025, 8, 31), date(2026, 3, 3), date(2026, 9, 2)),
        (Origin.REVISION, date(2026, 8, 31), date(2026, 3, 3), date(2026, 8, 31)),
        (Origin.REVISION, None, date(2026, 3, 3), None),
    ],
)
def test_what_follows_an_agreement_keeps_its_words_and_moves_its_dates(origin, ends, first, last):
    terms = next_terms(TERMS, origin, ends, Programme(), TODAY)
    assert terms == replace(TERMS, starts_on=first, ends_on=last)


def test_an_open_ended_agreement_is_followed_by_one():
    last = replace(TERMS, duration=Duration.OPEN, ends_on=None)
    terms = next_terms(last, Origin.NEW, date(2026, 3, 20), Programme(), TODAY)
    assert (terms.starts_on, terms.ends_on) == (date(2026, 3, 21), None)


def test_what_follows_keeps_to_todays_programme():
    strict = Programme(longest_months=3, notice_days=45)
    terms = next_terms(TERMS, Origin.RENEWAL, date(2026, 8, 31), strict, TODAY)
    assert (terms.ends_on, terms.notice_days) == (date(2026, 11, 30), 45)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (DER, P7M),
        (b"-----BEGIN PKCS7-----\nMII", P7M),
        (b"\n-----BEGIN CMS-----\nMII", P7M),
        (b"%PDF-1.7 ... /ByteRange [0 840 960 240] ...", PDF),
        (b"%PDF-1.7 without one", ""),
        (b"\x30\x82 something else", ""),
        (b"-----BEGIN CERTIFICATE-----", ""),
        (b"PK\x03\x04", ""),
    ],
)
def test_a_signed_file_is_known_by_its_bytes(content, kind):
    assert media_type(content) == kind
    assert [reason.code for reason in file_faults(content)] == (
        [] if kind else [Hitch.FILE_NOT_SIGNED]
    )


def test_a_file_is_neither_empty_nor_endless():
    assert [r.code for r in file_faults(b"")] == [Hitch.FILE_EMPTY]
    assert file_faults(DER.ljust(MOST_BYTES, b"\0")) == []
    assert [r.code for r in file_faults(DER.ljust(MOST_BYTES + 1, b"\0"))] == [Hitch.FILE_TOO_LARGE]
