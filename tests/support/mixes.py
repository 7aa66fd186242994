"""Everything that takes or frees a desk, in any order, against the model in memory."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import (
    rule,
)

from app.booking.models import SeriesDay, Slot
from app.booking.rules.series import MOST_SERIES, SeriesDayState, SeriesFacts
from app.booking.services import bookings, habits, series, waiting
from app.core import clock
from app.core.db import connection
from app.core.errors import Forbidden
from app.core.half import Half, Part
from tests.support.factories import actor
from tests.support.mixed_town import DAYS, MONDAY, MixedTown, any_number, days, parts, people
from tests.support.model import Held, Waiting
from tests.support.people_who_need import with_needs

HALVES = {Half.AM: Part.AM, Half.PM: Part.PM}


class Mixes(MixedTown):
    """What people may do, in any order."""

    @rule(who=people, desk=any_number, day=days, part=parts)
    def book(self, who, desk, day, part):
        user, desk = self.people[who], self.desks[desk % len(self.desks)]
        same = self.model.same(user.id, desk, day, part)
        is_right = same is not None or self.model.may_have(user.id, desk, day, part)
        made = self.attempt(is_right, bookings.book_desk, desk, day, part, by=actor(user))
        if same is not None:
            assert made == same, "a second click is the same booking"
        elif made is not None:
            self.model.take(Held(made, user.id, desk, day, part))

    @rule(which=any_number, who=people)
    def cancel(self, which, who):
        if not self.model.held:
            return
        booking = self.pick(self.model.held, which)
        stranger = self.people[who]
        if stranger.id != booking.user:
            with pytest.raises(Forbidden):
                bookings.cancel_booking(booking.id, by=actor(stranger))
        self.give_back(booking)

    def give_back(self, booking):
        bookings.cancel_booking(booking.id, by=actor(self.person(booking.user)))
        self.model.free(booking.id)

    @rule(which=any_number, desk=any_number, day=days, part=parts)
    def change(self, which, desk, day, part):
        if not self.model.held:
            return
        booking = self.pick(self.model.held, which)
        desk = self.desks[desk % len(self.desks)]
        is_same = (booking.desk, booking.day, booking.part) == (desk, day, part)
        place = self.model.desks[desk]
        stays = (self.model.desks[booking.desk], booking.day) == (place, day) and set(
            part.halves
        ) <= set(booking.part.halves)
        is_right = not is_same and self.model.may_have(
            booking.user, desk, day, part, besides=booking.id, comes_first=stays, stays=stays
        )
        who = actor(self.person(booking.user))
        self.attempt(is_right, bookings.change_booking, booking.id, desk, day, part, by=who)
        if is_right:
            self.model.move(booking.id, desk, day, part)

    @rule(which=any_number)
    def restore(self, which):
        if not self.model.cancelled:
            return
        gone = self.pick(self.model.cancelled, which)
        is_right = self.model.may_have(gone.user, gone.desk, gone.day, gone.part)
        who = actor(self.person(gone.user))
        self.attempt(is_right, bookings.restore_booking, gone.id, by=who)
        if is_right:
            self.model.take(self.model.cancelled.pop(gone.id))

    @rule(who=people, place=any_number, day=days, part=parts)
    def wait(self, who, place, day, part):
        user = self.people[who]
        goal = [None, *sorted(self.model.caps)][place % (len(self.model.caps) + 1)]
        wish = Waiting(0, user.id, goal, day, part, self.model.now)
        is_right = (
            not self.model.in_line(user.id, day)
            and not self.model.is_busy(user.id, day, part)
            and not self.model.is_free(user.id, day, part, self.model.wanted(wish))
            and any(self.model.is_open(place, day) for place in self.model.wanted(wish))
        )
        more = {"within_km": 5} if goal is None else {}
        made = self.attempt(is_right, waiting.wait_for, goal, day, part, by=actor(user), **more)
        if made is not None:
            self.model.enter(replace(wish, id=made))
            self.fix_the_lots()

    @rule(which=any_number, says_yes=st.booleans())
    def answer(self, which, says_yes):
        if not self.model.offers:
            return
        wait_id = sorted(self.model.offers)[which % len(self.model.offers)]
        who = actor(self.person(self.model.waiting[wait_id].user))
        until = self.stored(wait_id).held_until
        is_right = until > clock.now()
        self.attempt(is_right, waiting.answer_offer, wait_id, accept=says_yes, by=who)
        if is_right:
            self.end_offer(wait_id, is_kept=says_yes)

    @rule(which=any_number)
    def leave_the_line(self, which):
        open_ones = sorted(set(self.model.waiting) - set(self.model.offers))
        if not open_ones:
            return
        wait = self.model.waiting.pop(open_ones[which % len(open_ones)])
        waiting.stop_waiting(wait.id, by=actor(self.person(wait.user)))

    @rule(who=people, desk=any_number, part=parts)
    def every_day(self, who, desk, part):
        user, desk = self.people[who], self.desks[desk % len(self.desks)]
        wish = SeriesFacts(frozenset({2, 3}), part, DAYS[0], DAYS[-1])
        is_right = self.series[user.id] < MOST_SERIES
        made = self.attempt(is_right, series.start_series, desk, wish, by=actor(user))
        if made is None:
            return
        self.series[user.id] += 1
        series.book_series(made, by=actor(user))
        self.fix_the_lots()
        rows = sa.select(SeriesDay.__table__).where(SeriesDay.series_id == made)
        for row in connection().execute(rows).all():
            self.settle(user, row, part)

    def settle(self, user, row, part):
        """Say whether what became of a series' day was allowed, and take it over."""
        day, state = row.day, SeriesDayState(row.state)
        could = [d for d in self.desks if self.model.may_have(user.id, d, day, part)]
        if state is SeriesDayState.BOOKED:
            desk = self.desk_of(row.booking_id)
            assert desk in could
            self.model.take(Held(row.booking_id, user.id, desk, day, part))
        elif state is SeriesDayState.WAITING:
            wait = self.stored(row.wait_id)
            place = wait.workplace_id
            assert self.model.is_to_be_drawn(day, place), "it was not asked to wait"
            if row.wait_id in self.model.waiting:
                event("a weekly day stands in the line already")
                assert wait.user_id == user.id
                assert set(part.halves) <= set(wait.part.halves)
                return
            assert not self.model.in_line(user.id, day)
            self.model.enter(Waiting(row.wait_id, user.id, place, day, part, self.model.now))
        elif state is SeriesDayState.SKIPPED:
            assert self.model.is_busy(user.id, day, part)
        else:
            # Who takes part in a draw already is not given a desk elsewhere.
            mine = [w for w in self.model.waiting.values() if (w.user, w.day) == (user.id, day)]
            is_in_draw = bool(mine)
            assert not could or is_in_draw, "no day is missed while a desk can be had"

    @rule(who=people, usual=st.fixed_dictionaries({2: parts}, optional={3: parts}))
    def usual_week(self, who, usual):
        user = self.people[who]
        wished = {day: usual.get(day.isoweekday()) for day in DAYS}
        missing = {day: self.missing(user.id, day, part) for day, part in wished.items() if part}
        by = with_needs(user)
        habits.set_usual_week(usual, by=by)
        booked = 0
        for day, part in missing.items():
            could = [d for d in self.desks if part and self.model.may_have(user.id, d, day, part)]
            missing[day] = part, could
            booked += bool(could)
        assert habits.book_usual_week(MONDAY.date(), by=by) == booked, (missing, usual)
        for day, (part, could) in missing.items():
            event("a usual day is " + ("booked" if could else "left out" if part else "held"))
            if could:
                made = self.new_booking(user.id, day)
                assert self.desk_of(made) in could
                self.model.take(Held(made, user.id, self.desk_of(made), day, part))

    def missing(self, user, day, wished):
        """Return what a person does not hold yet of a part of a day, or None."""
        halves = [half for half in wished.halves if not self.model.is_busy(user, day, HALVES[half])]
        return Part.of(halves) if halves else None

    def new_booking(self, user, day):
        """Return the one booking of a person's day that the model does not know yet."""
        held = sa.select(Slot.booking_id).where(Slot.user_id == user, Slot.day == day)
        (made,) = set(connection().scalars(held)) - self.model.held.keys()
        return made

    @rule(which=any_number, clicker=people, deed=st.sampled_from(["nothing", "click", "week"]))
    def free_for_the_line(self, which, clicker, deed):
        """Somebody gives back a desk for which others wait; a clicker comes before the job."""
        known = self.freeable()
        if not known:
            return
        gone = known[which % len(known)]
        self.give_back(gone)
        if deed == "click":
            self.book(clicker, self.desks.index(gone.desk), gone.day, gone.part)
        elif deed == "week":
            self.usual_week(clicker, {gone.day.isoweekday(): gone.part})
        self.serve()

    def freeable(self):
        """Return what is held on days on which somebody waits."""
        return [b for b in self.model.held.values() if self.model.line(b.day)]
