from datetime import date

import pytest

from app.auth.models import Role
from app.core.db import db
from app.core.errors import Forbidden, Refused
from app.pola.models import Agreement
from app.pola.rules.hitches import Hitch
from app.pola.services.protocol import set_protocol
from tests.support.agreements import a_manager_of, make_agreement
from tests.support.factories import actor, make_user

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2026, 3, 1)


def test_human_resources_fill_the_number_in():
    agreement = make_agreement(make_user())
    hr = actor(make_user(), Role.HR)
    set_protocol(agreement.id, "PG 1/2026", DAY, '{"aoo": "c_f205"}', by=hr)
    kept = db.session.get(Agreement, agreement.id, populate_existing=True)
    assert (kept.protocol_number, kept.protocol_on) == ("PG 1/2026", DAY)
    assert kept.protocol_json == '{"aoo": "c_f205"}'


def test_nobody_else_does():
    sofia = make_user()
    agreement = make_agreement(sofia)
    for user in (sofia, a_manager_of(sofia)):
        with pytest.raises(Forbidden):
            set_protocol(agreement.id, "1", DAY, "", by=actor(user))


def test_an_agreement_that_is_not_there_gets_no_number():
    with pytest.raises(Refused) as refused:
        set_protocol(1, "1", DAY, "", by=actor(make_user(), Role.HR))
    assert refused.value.codes == [Hitch.GONE]
