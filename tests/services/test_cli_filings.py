"""`flask filings` from a shell."""

from tests.support.agreements import make_agreement
from tests.support.filings import file_start, make_worker, the_filing
from tests.support.ministry import configured, running_ministry


def test_what_is_to_be_told_is_listed_and_sent(flask):
    file_start(make_agreement(make_worker()))
    said = flask("filings", "list").output
    assert said.split() == [
        "2026-04-20", str(the_filing().id), "start", "2026-03-02", "waiting",
    ]  # fmt: skip
    with running_ministry() as ministry, configured(ministry.settings):
        told = flask("filings", "send")
    assert told.output == ("1 accepted, 0 refused, 0 in doubt, 0 not sent, 0 incomplete\n")
    assert flask("filings", "list").output == ""


def test_sending_without_addresses_says_what_is_missing(flask):
    said = flask("filings", "send")
    assert said.exit_code == 1
    assert "the Ministry's interface is not set up" in said.stderr
