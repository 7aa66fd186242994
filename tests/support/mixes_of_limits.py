"""Workplaces that are limited, closed and opened again, in any order, against the model."""

from contextlib import contextmanager

import sqlalchemy as sa
from hypothesis import event
from hypothesis.stateful import rule
from hypothesis.strategies import booleans, integers, sampled_from

from app.auth.actors import SYSTEM
from app.booking.models import Move
from app.booking.rules.moves import MoveAnswer, MoveState
from app.booking.rules.needs import Need
from app.booking.rules.places import CapFacts, ClosureFacts
from app.booking.services import caps, closures, moves
from app.core.db import connection
from app.core.half import Half
from tests.support.factories import actor
from tests.support.mixed_town import any_number, days
from tests.support.mixes_of_the_house import House

ANSWERS = [MoveAnswer.RETURN, MoveAnswer.KEEP]


class Limits(House):
    """What people do, while limits and closures come and go: nobody loses a desk silently."""

    def settle_in(self):
        """Remember who was asked or moved, and how often their booking had changed by then."""
        # Booking, desk of before and changes, by the move's id.
        self.asked, self.moved, self.way_back = {}, {}, {}
        # What was decided about a booking for a limit, once for all.
        self.decided = set()

    @rule(place=any_number, day=days, number=integers(0, 3))
    def limit_a_day(self, place, day, number):
        place = self.place(place)
        with self.more_may_be_free(place, day):
            made = caps.start_cap(place, CapFacts(None, number, day, day), by=SYSTEM)
            self.model.limits.setdefault(made, (place, day, number))
        if self.surplus(place, day):
            event("a limit is below what is taken")

    @rule(which=any_number)
    def end_a_limit(self, which):
        if not self.model.limits:
            return
        number = sorted(self.model.limits)[which % len(self.model.limits)]
        place, day, _most = self.model.limits[number]
        with self.more_may_be_free(place, day):
            shown = caps.end_cap(number, day, by=SYSTEM)
            counted = self.counting(place, day) == number
            del self.model.limits[number]
        under = self.counting(place, day)
        halves = self.surplus(place, day) if counted and under else []
        assert shown == ({under: {(day, half) for half in halves}} if halves else {})
        event("a limit ended" + (" and showed another" if halves else ""))

    @rule(which=any_number, is_drawn=booleans())
    def make_them_fewer(self, which, is_drawn):
        """Ask everybody above a limit to move, or draw who does."""
        over = [n for n, (place, day, _most) in self.model.limits.items()
                if self.surplus(place, day) and self.counting(place, day) == n]  # fmt: skip
        if not over:
            return
        number = over[which % len(over)]
        place, day, _most = self.model.limits[number]
        halves = self.surplus(place, day)
        here = self.held_at(place, day)
        may_move = [b for b in here if self.is_free_to_move(b) and set(b.part.halves) & set(halves)]
        if is_drawn:
            self.draw(number, may_move)
        else:
            fresh = {b.id for b in may_move if (number, b.id) not in self.decided}
            assert caps.ask_everybody(number, by=SYSTEM) == len(fresh)
            event(f"{'some' if fresh else 'none'} are asked to move")
        for move in self.moves_for(Move.cap_id == number):
            self.decided.add((number, move.booking_id))
            if move.state == MoveState.ASKED:
                self.asked.setdefault(move.id, self.as_it_is(move))
            else:
                self.asked.pop(move.id, None)

    def draw(self, number, may_move):
        place, day, _most = self.model.limits[number]
        before = len(self.surplus(place, day))
        done = caps.draw(number, by=SYSTEM)
        gone = [b for b in may_move if self.desk_of(b.id) != b.desk]
        assert len(gone) == done[MoveState.MOVED]
        for booking in gone:
            goal = self.desk_of(booking.id)
            assert self.is_allowed(booking, goal)
            self.model.move(booking.id, goal, day, booking.part, is_answer=False)
        found_none = done[MoveState.NO_PLACE] or len(may_move) > len(gone)
        assert found_none or len(self.surplus(place, day)) <= before
        event(f"of a draw {'some' if gone else 'none'} are moved")

    @rule(which=any_number, says_yes=booleans())
    def answer_who_asks(self, which, says_yes):
        if not self.asked:
            return
        number = sorted(self.asked)[which % len(self.asked)]
        booking_id, _desk, changes = self.asked[number]
        (move,) = self.moves_for(Move.id == number)
        held = self.model.held.get(booking_id)
        is_open = held is not None and self.model.changes[booking_id] == changes
        is_open = is_open and move.state == MoveState.ASKED
        is_right = is_open and (
            not says_yes or (move.to_desk_id is not None and self.is_allowed(held, move.to_desk_id))
        )
        answer = MoveAnswer.ACCEPT if says_yes else MoveAnswer.KEEP
        self.answer_move(number, booking_id, answer, is_right=is_right)
        if is_right:
            del self.asked[number]
            self.model.settle(booking_id)
            if says_yes:
                self.model.move(booking_id, move.to_desk_id, held.day, held.part)
        event(f"asked to move: {answer}, {'done' if is_right else 'refused'}")

    @rule(place=any_number, day=days, leaver=any_number, then=sampled_from([None, *ANSWERS]))
    def close_while_there_is_room(self, place, day, leaver, then):
        """Somebody gives a desk back elsewhere, a workplace is closed, and opened again."""
        at = self.place(place)
        away = [b for b in self.model.held.values()
                if b.day == day and self.model.desks[b.desk] != at]  # fmt: skip
        if away:
            self.give_back(away[leaver % len(away)])
        self.close_a_day(place, day)
        if then is not None:
            self.open_again(sorted(self.model.closed).index(max(self.model.closed)))
            if self.way_back:
                self.go_back(sorted(self.way_back).index(max(self.way_back)), then)

    @rule(place=any_number, day=days, leaver=any_number, says_yes=booleans(), is_drawn=booleans())
    def limit_while_there_is_room(self, place, day, leaver, says_yes, is_drawn):
        """Somebody gives a desk back elsewhere, and of those at a workplace some must move."""
        at = self.place(place)
        away = [b for b in self.model.held.values()
                if b.day == day and self.model.desks[b.desk] != at]  # fmt: skip
        if away:
            self.give_back(away[leaver % len(away)])
        self.limit_a_day(place, day, 0)
        self.make_them_fewer(leaver, is_drawn)
        if self.asked:
            self.answer_who_asks(sorted(self.asked).index(max(self.asked)), says_yes)

    @rule(place=any_number, day=days)
    def close_a_day(self, place, day):
        place = self.place(place)
        closure = ClosureFacts(day, Half.AM, day, Half.PM, "Lavori")
        made = closures.start_closure(place, closure, by=SYSTEM)
        self.model.closed[made] = (place, day)
        done = {move.booking_id for move in self.moves_for(Move.closure_id == made)}
        hit = [b for b in self.held_at(place, day) if b.id not in done]
        closures.carry_on(made, by=SYSTEM)
        known = {move.booking_id: move for move in self.moves_for(Move.closure_id == made)}
        for booking in sorted(hit, key=lambda b: (not self.needs_accessible(b), b.id)):
            could = [desk for desk in self.desks if self.is_allowed(booking, desk)]
            move = known.pop(booking.id)
            assert (move.state == MoveState.MOVED) == bool(could)
            if could:
                assert move.to_desk_id in could
                self.model.move(booking.id, move.to_desk_id, day, booking.part, is_answer=False)
            self.moved[move.id] = (made, self.as_it_is(move))
            event(f"a closure: {move.state}")

    @rule(which=any_number)
    def open_again(self, which):
        if not self.model.closed:
            return
        number = sorted(self.model.closed)[which % len(self.model.closed)]
        place, day = self.model.closed[number]
        with self.more_may_be_free(place, day):
            offered = closures.reopen(number, by=SYSTEM)
            del self.model.closed[number]
        mine = {move: then for move, (closure, then) in self.moved.items() if closure == number}
        (states) = {move.id: move.state for move in self.moves_for(Move.closure_id == number)}
        back = {m: then for m, then in mine.items() if states[m] == MoveState.WAY_BACK}
        assert len(back) == offered
        for move, (booking_id, desk, changes) in mine.items():
            is_same = self.model.changes[booking_id] == changes
            is_elsewhere = is_same and self.model.held[booking_id].desk != desk
            assert (move in back) == is_elsewhere
        self.way_back |= back
        event(f"open again: {'some' if back else 'none'} may go back")

    @rule(which=any_number, answer=sampled_from(ANSWERS))
    def go_back(self, which, answer):
        if not self.way_back:
            return
        number = sorted(self.way_back)[which % len(self.way_back)]
        booking_id, desk, changes = self.way_back[number]
        held = self.model.held.get(booking_id)
        is_right = held is not None and self.model.changes[booking_id] == changes
        if is_right and answer is MoveAnswer.RETURN:
            is_right = self.may_move_to(held, desk, stays=True)
        self.answer_move(number, booking_id, answer, is_right=is_right)
        if is_right:
            del self.way_back[number]
            self.model.settle(booking_id)
            if answer is MoveAnswer.RETURN:
                self.model.move(booking_id, desk, held.day, held.part)
        event(f"the way back: {answer}, {'done' if is_right else 'refused'}")

    # Tools.

    def answer_move(self, number, booking_id, answer, *, is_right):
        user = (self.model.held.get(booking_id) or self.model.cancelled[booking_id]).user
        self.attempt(is_right, moves.answer_move, number, answer, by=actor(self.person(user)))

    @contextmanager
    def more_may_be_free(self, place, day):
        """Call the line when more desks may be taken than before."""
        before = self.model.capacity(place, day)
        yield
        if self.model.capacity(place, day) > before and self.model.line(day):
            self.model.called.add((day, place))

    def is_allowed(self, booking, desk):
        """Return True when whoever must move can be sent to a desk: elsewhere, and fit for them."""
        is_elsewhere = self.model.desks[desk] != self.model.desks[booking.desk]
        is_fit = not self.needs_accessible(booking) or desk in self.model.kept
        return is_elsewhere and is_fit and self.may_move_to(booking, desk)

    def may_move_to(self, booking, desk, *, stays=False):
        wish = (booking.user, desk, booking.day, booking.part)
        return self.model.may_have(*wish, besides=booking.id, comes_first=True, stays=stays)

    def needs_accessible(self, booking):
        """Return True for whom no other desk will do: at a kept one nobody is asked why."""
        needed = {self.model.kept.get(booking.desk), self.model.needs.get(booking.user)}
        return Need.ACCESSIBLE in needed

    def is_free_to_move(self, booking):
        return not self.needs_accessible(booking)

    def held_at(self, place, day):
        held = self.model.held.values()
        return [b for b in held if (self.model.desks[b.desk], b.day) == (place, day)]

    def surplus(self, place, day):
        """Return the halves of a day with more desks taken than may be; none where it is closed."""
        if not self.model.is_open(place, day):
            return []
        most = self.model.capacity(place, day)
        return [half for half in Half if self.model.taken(place, day, half) > most]

    def counting(self, place, day):
        """Return the limit of one day that counts, or None."""
        mine = [n for n, (at, on, _most) in self.model.limits.items() if (at, on) == (place, day)]
        return mine[-1] if mine else None

    def as_it_is(self, move):
        return move.booking_id, move.from_desk_id, self.model.changes[move.booking_id]

    @staticmethod
    def moves_for(clause):
        return connection().execute(sa.select(Move.__table__).where(clause)).all()
