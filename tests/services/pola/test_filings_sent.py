"""Telling the Ministry: what it answers, what nobody knows, and what bars a new period."""

import subprocess
import sys
from datetime import date, datetime, timedelta

import pytest

from app.auth.actors import SYSTEM
from app.core import clock
from app.core.errors import Forbidden, Refused
from app.pola.rules.filing_faults import FilingFault
from app.pola.rules.filings import Act, FilingState
from app.pola.services.filings import claims
from app.pola.services.filings.sending import send_due
from tests.support.agreements import make_agreement
from tests.support.factories import actor, make_user
from tests.support.filings import (
    file_annulment,
    file_change,
    file_start,
    file_withdrawal,
    fiscal_code,
    make_worker,
    send,
    stand,
    states,
    the_filing,
)
from tests.support.ministry import configured, running_ministry

TODAY, LAST = date(2026, 3, 2), date(2026, 8, 31)
NOW = datetime(2026, 3, 2, 10, 15, tzinfo=clock.ROME)
ACCEPTED, WAITING = FilingState.ACCEPTED, FilingState.WAITING
IN_DOUBT, REFUSED, SENDING = FilingState.IN_DOUBT, FilingState.REFUSED, FilingState.SENDING


def test_a_start_is_told_and_its_code_kept(ministry, started):
    assert send() == {"accepted": 1}
    told = the_filing()
    act, line, code = ministry.accepted[0]
    assert (act, told.state, told.code, told.answer) == ("I", ACCEPTED, code, "E100")
    assert (told.attempts, told.settled_at) == (1, NOW)
    assert line["SezioneLavoratore"]["codiceFiscaleLavoratore"] == fiscal_code()
    assert line["SezioneAccordoSmartWorking"] == {
        "dataSottoscrizioneAccordo": "2026-02-02",
        "dataInizioPeriodo": "2026-02-02",
        "dataFinePeriodo": "2026-08-31",
        "tipologiaDurataPeriodo": "TD",
        "mesiDurataAccordo": None,
    }
    assert send() == {}
    assert ministry.acts() == ["I"]


def test_a_change_and_a_withdrawal_refer_to_the_newest_code(ministry, started):
    file_change(started, TODAY)
    file_withdrawal(started, date(2026, 4, 1))
    assert send() == {"accepted": 3}
    first, second, third = ministry.accepted
    assert [act for act, _line, _code in ministry.accepted] == ["I", "M", "R"]
    assert second[1]["CodiceComunicazione"] == first[2]
    assert third[1]["CodiceComunicazione"] == second[2]
    assert third[1]["DataFinePeriodo"] == "2026-04-01"
    assert states() == [ACCEPTED] * 3


def test_what_refers_to_a_refused_start_waits_for_it(ministry, started):
    file_withdrawal(started, date(2026, 4, 1))
    ministry.plan = ["E037"]
    assert send() == {"refused": 1, "held": 1}
    assert states() == [REFUSED, WAITING]
    assert the_filing().message == "Non accettata"
    assert send(1000) == {"held": 1}


def test_an_answer_other_than_yes_is_a_refusal_even_with_http_200(ministry, started):
    ministry.plan = ["E999"]
    assert send() == {"refused": 1}
    told = the_filing()
    assert (told.state, told.answer, told.message, told.code) == (
        REFUSED, "E999", "Non accettata", None,
    )  # fmt: skip


def test_a_request_that_the_ministry_cannot_read_is_a_refusal(ministry, started):
    ministry.plan = ["HTTP 400"]
    assert send() == {"refused": 1}
    assert the_filing().answer == "HTTP 400"


@pytest.mark.parametrize("how", ["silence", "malformed"])
def test_what_arrived_without_a_readable_answer_is_searched_and_never_told_twice(
    ministry, started, how
):
    ministry.plan = [how]
    assert send() == {"in_doubt": 1}
    assert states() == [IN_DOUBT]
    # Not before its pause is over.
    assert send() == {}
    assert send(6) == {"accepted": 1}
    assert ministry.acts() == ["I"]
    assert the_filing().code == ministry.accepted[0][2]


@pytest.mark.parametrize("how", ["HTTP 500", "HTTP 302"])
def test_what_did_not_arrive_is_searched_and_then_told_once(ministry, started, how):
    ministry.plan = [how]
    assert send() == {"in_doubt": 1}
    assert send(6) == {"waiting": 1}
    assert send(6) == {"accepted": 1}
    assert ministry.acts() == ["I"]
    assert ministry.asked.count("GET search") == 1


def test_who_waits_too_long_for_the_answer_leaves_it_in_doubt(ministry, started):
    ministry.slow = 1.0
    with configured({"MINISTRY_TIMEOUT": 0.2}):
        assert send() == {"in_doubt": 1}
    ministry.slow = 0.0
    assert send(6) == {"accepted": 1}
    assert ministry.acts() == ["I"]


def test_a_change_a_withdrawal_and_an_annulment_in_doubt_are_searched(ministry, started):
    send()
    file_change(started, TODAY)
    for act in (Act.WITHDRAWAL, Act.ANNULMENT):
        ministry.plan = ["silence"]
        assert send() == {"in_doubt": 1}
        assert send(6) == {"accepted": 1}
        if act is Act.WITHDRAWAL:
            file_withdrawal(started, date(2026, 4, 1))
    ministry.plan = ["silence"]
    assert ministry.acts() == ["I", "M", "R"]
    assert states() == [ACCEPTED] * 3
    file_annulment(started)
    assert send() == {"in_doubt": 1}
    assert send(6) == {"accepted": 1}
    assert ministry.acts() == ["I", "M", "R", "A"]
    assert the_filing(Act.ANNULMENT).code is None


def test_a_fallen_sender_leaves_what_it_sent_in_doubt_after_ten_minutes(ministry, started):
    assert not isinstance(claims.claim(the_filing().id, by=SYSTEM), claims.Bar)
    assert send() == {}
    assert send(9) == {}
    assert states() == [SENDING]
    assert send(11) == {"doubted": 1, "waiting": 1}
    assert send(11) == {"accepted": 1}
    assert the_filing().attempts == 3


def test_who_comes_back_too_late_settles_nothing(ministry, started):
    late = claims.claim(the_filing().id, by=SYSTEM)
    assert send(11) == {"doubted": 1, "waiting": 1}
    claims.refuse(late, "E999", "", by=SYSTEM)
    assert states() == [WAITING]


def test_an_unreachable_ministry_is_tried_again_later_and_nobody_else_meanwhile(app, started):
    other = make_agreement(make_worker(1))
    file_start(other)
    with running_ministry() as gone:
        settings = gone.settings
    with configured(settings):
        assert send() == {"unreachable": 1}
        assert states() == [WAITING, WAITING]
    told = the_filing(agreement=started)
    assert told.message == "no token: ConnectError"
    assert told.next_attempt_at == NOW + timedelta(minutes=5)


def test_a_search_that_fails_leaves_it_in_doubt(ministry, started):
    stand(IN_DOUBT)
    ministry.search_fails = True
    assert send() == {"unreachable": 1}
    assert states() == [IN_DOUBT]
    assert ministry.acts() == []


def test_a_token_serves_for_many_and_is_renewed_before_it_ends(ministry, started):
    for number in range(1, 4):
        file_start(make_agreement(make_worker(number)))
    assert send() == {"accepted": 4}
    assert ministry.asked.count("POST token") == 1
    ministry.asked.clear()
    ministry.expires_in = 20
    for number in range(4, 6):
        file_start(make_agreement(make_worker(number)))
    assert send() == {"accepted": 2}
    assert ministry.asked.count("POST token") == 2


def test_a_token_that_the_ministry_forgot_is_asked_for_again(ministry, started):
    file_start(make_agreement(make_worker(1)))
    ministry.on_accept = ministry.tokens.clear
    assert send() == {"accepted": 2}
    assert ministry.asked.count("POST token") == 2


def test_wrong_secrets_tell_nothing(ministry, started):
    with configured({"MINISTRY_CLIENT_SECRET": "wrong"}):
        assert send() == {"unreachable": 1}
    assert the_filing().message == "no token: HTTP 401"
    assert states() == [WAITING]


def test_no_more_are_tried_than_was_asked(ministry, started):
    for number in range(1, 4):
        file_start(make_agreement(make_worker(number)))
    assert send(limit=3) == {"accepted": 3}
    assert send(limit=3) == {"accepted": 1}


def test_nothing_is_sent_without_addresses(app, started):
    with pytest.raises(Refused) as refused:
        send()
    assert refused.value.codes == [FilingFault.NOT_CONFIGURED]
    assert states() == [WAITING]


def test_only_human_resources_send(ministry, started):
    with pytest.raises(Forbidden):
        send_due(by=actor(make_user()))
    assert ministry.asked == []


def test_a_change_says_the_first_day_only_if_it_is_asked(ministry, started):
    file_change(started, TODAY)
    with configured({"MINISTRY_CHANGE_SAYS_START": True}):
        send()
    period = ministry.accepted[1][1]["SezioneAccordoSmartWorking"]
    assert period["DataInizioPeriodo"] == "2026-02-02"


def test_who_only_shows_pages_loads_no_http_client():
    words = "import sys, app; app.create_app({}, {'LOCAL': '1'}); sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", words], check=False).returncode == 0
