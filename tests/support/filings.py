"""People of whom everything is known that the Ministry asks, and what is filed of them."""

from datetime import date, timedelta

import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.core import clock
from app.core.db import db, transaction
from app.pola.models import Filing
from app.pola.rules.filings import Act, FilingState
from app.pola.services import filings
from app.pola.services.filings.sending import send_due
from tests.support.factories import make_user

BORN = date(1980, 1, 31)
HIRED = date(2010, 9, 1)


def fiscal_code(number=0):
    """Somebody born in Milan on 31 January 1980; another one for every number."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    name = letters[number // 26] + letters[number % 26]
    return f"RSSM{name}80A31F205X"


def make_worker(number=0, **more):
    known = {
        "fiscal_code": fiscal_code(number),
        "given_name": "Sofia",
        "surname": "Rossi",
        "born_on": BORN,
        "hired_on": HIRED,
        "contract": "A01",
    }
    return make_user(**(known | more))


def file_start(agreement):
    with transaction():
        filings.file_start(agreement.id, by=SYSTEM)


def file_change(agreement, day):
    with transaction():
        filings.file_change(agreement.id, day, by=SYSTEM)


def file_withdrawal(agreement, day):
    with transaction():
        filings.file_withdrawal(agreement.id, day, by=SYSTEM)


def file_annulment(agreement):
    with transaction():
        filings.file_annulment(agreement.id, by=SYSTEM)


def filed(*agreements):
    """What is filed, oldest first: act, day and state; of some agreements or of all."""
    db.session.rollback()
    ids = [agreement.id for agreement in agreements]
    select = sa.select(Filing.act, Filing.event_on, Filing.state).order_by(Filing.id)
    rows = db.session.execute(select.where(Filing.agreement_id.in_(ids)) if ids else select)
    return [tuple(row) for row in rows]


def states(act=None):
    """The states of what is filed, oldest first."""
    return [state for one, _day, state in filed() if act in (None, one)]


def the_filing(act=Act.START, agreement=None):
    """The one filing of an act, of everybody or of one agreement."""
    db.session.rollback()
    select = sa.select(Filing).where(Filing.act == act)
    if agreement:
        select = select.where(Filing.agreement_id == agreement.id)
    return db.session.scalars(select.execution_options(populate_existing=True)).one()


def stand(state=FilingState.WAITING, act=Act.START, **values):
    """Put the one filing of an act into a state."""
    with transaction():
        change = {"state": state} | values
        db.session.execute(sa.update(Filing).where(Filing.act == act).values(change))


def send(minutes=0, **more):
    """Tell the Ministry what waits, so many minutes after the tests' clock stands."""
    with clock.frozen(clock.now() + timedelta(minutes=minutes)):
        return dict(send_due(by=SYSTEM, **more))
