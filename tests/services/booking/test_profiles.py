import json

import pytest
import sqlalchemy as sa

from app.auth.models import User
from app.booking.services import profiles
from app.core.audit import AuditLine
from app.core.db import db
from tests.support.factories import actor, make_area, make_user, make_workplace

pytestmark = pytest.mark.usefixtures("app")


def stored(user):
    db.session.expire_all()
    return db.session.get(User, user.id)


def test_an_area_is_chosen_and_deleted_and_the_audit_line_does_not_repeat_it():
    make_area("20162")
    user = make_user(was_asked_area=False)
    profiles.choose_area("20162", by=actor(user))
    assert (stored(user).area_code, stored(user).was_asked_area) == ("20162", True)
    profiles.choose_area(None, by=actor(user))
    assert stored(user).area_code is None
    lines = db.session.scalars(sa.select(AuditLine.after).order_by(AuditLine.id))
    assert [json.loads(line) for line in lines] == [{"is_set": True}, {"is_set": False}]


def test_an_area_that_the_city_has_not_entered_is_refused():
    user = make_user(was_asked_area=False)
    with pytest.raises(ValueError, match="99999"):
        profiles.choose_area("99999", by=actor(user))
    assert not stored(user).was_asked_area


def test_an_order_names_each_workplace_once():
    user, first, second = make_user(), make_workplace("LARGA"), make_workplace("SILE")
    profiles.order_workplaces([second.id, first.id], by=actor(user))
    assert stored(user).workplace_order == f"{second.id},{first.id}"
    for nonsense in ([first.id, first.id], [999]):
        with pytest.raises(ValueError, match="once"):
            profiles.order_workplaces(nonsense, by=actor(user))
    profiles.order_workplaces([], by=actor(user))
    assert stored(user).workplace_order == ""
