"""A town with few desks, where random deeds are judged by the model in memory."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from app.auth.actors import SYSTEM
from app.booking.models import Slot, Wait, WaitDraw
from app.booking.queries.checks import problems
from app.booking.queries.waiting import calls
from app.booking.rules.needs import Need
from app.booking.rules.places import CapFacts
from app.booking.rules.waiting import LIVE, WaitState, lot
from app.booking.services.caps import start_cap
from app.booking.services.serving import serve_waiting
from app.core import clock
from app.core.db import connection, db, is_postgresql, raise_revision, transaction
from app.core.errors import Refused
from app.core.half import Half, Part
from tests.support.databases import empty
from tests.support.factories import desks_of, make_area, make_workplace
from tests.support.model import Held, Model, evening_before
from tests.support.town import DURANDO, PADOVA, make_neighbour

MONDAY = datetime(2026, 3, 2, 16, 45, tzinfo=clock.ROME)
DAYS = [date(2026, 3, 3), date(2026, 3, 4)]
PEOPLE = 6

people = st.integers(0, PEOPLE - 1)
days, parts = st.sampled_from(DAYS), st.sampled_from([Part.DAY, Part.DAY, Part.AM, Part.PM])
# Drawn once for all, so that a mix goes the same way each time.
SEED = "seed"
any_number = st.integers(0, 999)


def count_from_one():
    """Give people and desks the same numbers in each mix: lots depend on them."""
    if is_postgresql():
        with transaction():
            for table in db.metadata.sorted_tables:
                if "id" in table.columns:
                    name = f"pg_get_serial_sequence('{table.name}', 'id')"
                    connection().execute(sa.text(f"SELECT setval({name}, 1, false)"))


class MixedTown(RuleBasedStateMachine):
    """A small town and its model: after each deed database and model say the same."""

    app = None

    @initialize(is_full=st.sampled_from([True, True, False]))
    def begin(self, is_full):
        empty(self.app)
        count_from_one()
        self.clock = ExitStack()
        self.now = MONDAY
        self.clock.enter_context(clock.frozen(self.now))
        # Few desks for many: somebody has to wait.
        make_area("20162", 45.518, 9.198)
        durando = make_workplace("DURANDO", 1, **DURANDO)
        padova, larga = make_workplace("PADOVA", 3, **PADOVA), make_workplace("LARGA", 1)
        self.people = [make_neighbour() for _n in range(PEOPLE - 1)]
        self.people.append(make_neighbour(desk_needs=Need.ACCESSIBLE))
        with transaction():
            desks_of(padova)[-1].is_accessible = True
            raise_revision()
        start_cap(padova.id, CapFacts(None, 2, MONDAY.date(), None), by=SYSTEM)
        self.desks = [desk.id for place in (durando, padova, larga) for desk in desks_of(place)]
        self.model = Model(
            desks={d.id: place.id for place in (durando, padova, larga) for d in desks_of(place)},
            caps={durando.id: 1, padova.id: 2, larga.id: 1},
            near=frozenset({durando.id, padova.id}),
            kept={self.desks[3]: Need.ACCESSIBLE},
            needs={self.people[-1].id: Need.ACCESSIBLE},
            now=clock.wall(),
        )
        # How many weekly bookings each person has.
        self.series = Counter()
        self.settle_in()
        if is_full:
            for who, desk in enumerate([*self.desks[:3], self.desks[-1]]):
                for day in DAYS:
                    self.book(who, self.desks.index(desk), day, Part.DAY)

    def settle_in(self):
        """Prepare what some mixes need besides."""

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.close()

    # What happens without a click.

    @rule()
    def time_passes(self):
        # Late in the evening nothing changes any more: tomorrow is another test.
        if self.now.hour < 22:
            self.now += timedelta(minutes=31)
            self.clock.enter_context(clock.frozen(self.now))
            self.model.now = clock.wall()

    @rule()
    def serve(self):
        over = [w for w in self.model.offers if self.stored(w).held_until <= clock.now()]
        expected_over = sorted(over)
        serve_waiting(by=SYSTEM)
        for wait_id in expected_over:
            assert self.stored(wait_id).state == WaitState.EXPIRED
            self.end_offer(wait_id, is_kept=False)
        for day in DAYS:
            self.serve_day(day, SEED)

    def serve_day(self, day, seed):
        """Follow the published order: everybody in line has what they can have at their turn."""
        line = [self.model.draw(wait) for wait in self.model.line(day)]
        self.model.waiting.update({wait.id: wait for wait in line})
        had = {w.user: self.model.balance(w.user) for w in line}
        # Whoever took part in a draw comes before whoever came too late for it.
        is_late = {w.id: w.drawn_at is None or w.is_lost for w in line}

        def turn(wait):
            has_priority = self.model.needs.get(wait.user) == Need.ACCESSIBLE
            return is_late[wait.id], not has_priority, had[wait.user], lot(wait.user, seed)

        for wait in sorted(line, key=turn):
            self.serve_one(wait)
        for wait in self.model.line(day):
            if self.model.has_lost(wait):
                self.model.waiting[wait.id] = replace(wait, is_lost=True)
            now = self.stored(wait.id)
            assert (now.lost_at is not None) == self.model.waiting[wait.id].is_lost
        self.model.called = {
            call for call in self.model.called if call[0] != day or self.model.is_to_be_drawn(*call)
        }

    def serve_one(self, wait):
        """Say whether somebody got what they can have at their turn, and take it over."""
        now, day = self.stored(wait.id), wait.day
        could = self.model.choices(wait.user, day, wait.part, self.model.wanted(wait))
        assert (now.booking_id is not None) == bool(could), (wait, could, now)
        if now.booking_id is None:
            return
        desk = self.desk_of(now.booking_id)
        assert desk in could
        self.model.take(Held(now.booking_id, wait.user, desk, day, wait.part))
        is_offered = self.model.now >= evening_before(day)
        assert (now.state == WaitState.OFFERED) == is_offered
        if now.state == WaitState.OFFERED:
            self.model.offers[wait.id] = now.booking_id
        else:
            del self.model.waiting[wait.id]

    # What must hold, whatever was done.

    @invariant()
    def the_database_says_the_same(self):
        if not hasattr(self, "model"):
            return
        slots = connection().execute(sa.select(Slot.desk_id, Slot.day, Slot.half, Slot.user_id))
        assert {(d, day, Half(half), u) for d, day, half, u in slots} == self.model.halves()
        live = connection().execute(
            sa.select(Wait.id).where(Wait.state.in_(sorted(LIVE))).order_by(Wait.id)
        )
        assert {row.id for row in live} == set(self.model.waiting)
        assert {(day, place) for day, place, _number in calls()} == self.model.called
        assert problems() == []

    # Tools.

    @staticmethod
    def fix_the_lots():
        """Let a mix go the same way each time that it is run."""
        with transaction():
            connection().execute(sa.update(WaitDraw).values(seed=SEED))

    def attempt(self, is_right, command, *args, **more):
        """Run a command; it is refused exactly when the model says so, and then changes nothing."""
        if is_right:
            return command(*args, **more)
        with pytest.raises(Refused):
            command(*args, **more)
        return None

    def end_offer(self, wait_id, *, is_kept):
        booking_id = self.model.offers[wait_id]
        self.model.settle(booking_id)
        if not is_kept:
            self.model.free(booking_id)

    @staticmethod
    def pick(known, which):
        return known[sorted(known)[which % len(known)]]

    def person(self, user_id):
        return next(one for one in self.people if one.id == user_id)

    @staticmethod
    def stored(wait_id):
        return connection().execute(sa.select(Wait.__table__).where(Wait.id == wait_id)).one()

    @staticmethod
    def desk_of(booking_id):
        query = sa.select(Slot.desk_id).where(Slot.booking_id == booking_id).distinct()
        return connection().execute(query).scalar_one()
