"""What people do with and for one another, in any order, against the model in memory."""

from collections import Counter

import pytest
import sqlalchemy as sa
from hypothesis.stateful import rule
from hypothesis.strategies import booleans, lists, sampled_from

from app.auth.actors import SYSTEM
from app.booking.models import Delegation, Slot
from app.booking.queries.groups import invites_in
from app.booking.rules.exchanges import MOST_ASKED, MOST_ASKED_A_DAY
from app.booking.rules.groups import MOST_CALLED
from app.booking.services import exchanges, groups, invites, on_behalf
from app.core import clock
from app.core.db import connection, db, transaction
from app.core.errors import Forbidden, Refused
from app.core.half import Part
from tests.support.factories import actor
from tests.support.mixed_town import DAYS, PEOPLE, any_number, days, parts, people
from tests.support.mixes_of_the_house import House
from tests.support.model import NOBODY, Held
from tests.support.people_who_need import with_needs


class Together(House):
    """Everything that one person does alone, and what they do with others."""

    def settle_in(self):
        """Let everybody book for the one before them."""
        # Bookings that somebody else made: the delegate may cancel just these.
        self.made_for = set()
        # Invitations that nobody has answered, and those with whom groups were called.
        self.invited = {}
        # Exchanges that nobody has answered: both bookings, and how often each had changed.
        self.asked = {}
        # Those that were declined: nobody asks for just the same again.
        self.declined = []
        # How often each person asked for a desk, and called a group together, on a day.
        self.deeds = Counter()
        with transaction():
            for who, user in enumerate(self.people):
                db.session.add(
                    Delegation(
                        user_id=user.id,
                        delegate_id=self.people[(who + 1) % PEOPLE].id,
                        given_by_id=user.id,
                        from_day=clock.today(),
                        created_at=clock.now(),
                    )
                )

    @rule(who=people, desk=any_number, day=days, part=parts)
    def book_for(self, who, desk, day, part):
        user, delegate = self.people[who], self.people[(who + 1) % PEOPLE]
        desk = self.desks[desk % len(self.desks)]
        same = self.model.same(user.id, desk, day, part)
        # Whoever booked a desk that is kept for a need would learn who has it.
        is_right = self.model.is_open_to(NOBODY, desk, day) and (
            same in self.made_for or self.model.may_have(user.id, desk, day, part)
        )
        wish = (user.id, desk, day, part)
        made = self.attempt(is_right, on_behalf.book_for, *wish, by=actor(delegate))
        if made is not None and made != same:
            self.model.take(Held(made, *wish))
            self.made_for.add(made)

    @rule(which=any_number, by_stranger=any_number)
    def cancel_for(self, which, by_stranger):
        if not self.model.held:
            return
        booking = self.pick(self.model.held, which)
        who = next(n for n, one in enumerate(self.people) if one.id == booking.user)
        stranger = self.people[(who + 2 + by_stranger % (PEOPLE - 2)) % PEOPLE]
        with pytest.raises((Forbidden, Refused)):
            on_behalf.cancel_for(booking.id, by=actor(stranger))
        delegate = actor(self.people[(who + 1) % PEOPLE])
        is_right = booking.id in self.made_for
        self.attempt(is_right, on_behalf.cancel_for, booking.id, by=delegate)
        if is_right:
            self.model.free(booking.id)

    @rule(which=any_number, desk=any_number, then=sampled_from([None, True, True, False]))
    def ask_for_a_desk(self, which, desk, then):
        if not self.model.held:
            return
        mine = self.pick(self.model.held, which)
        desk = self.desks[desk % len(self.desks)]
        alike = [
            b
            for b in self.model.held.values()
            if (b.desk, b.day, b.part) == (desk, mine.day, mine.part)
        ]
        open_ones = [one for one, _other, _then in self.asked.values() if one.user == mine.user]
        is_right = (
            bool(alike)
            and alike[0].user != mine.user
            and len(open_ones) < MOST_ASKED
            and self.deeds["ask", mine.user, clock.today()] < MOST_ASKED_A_DAY
            and mine.id not in {one.id for one in open_ones}
            and (mine.id, alike[0].id, self.as_changed(mine, alike[0])) not in self.declined
            and self.model.is_open_to(mine.user, desk, mine.day, mine.id)
        )
        who = with_needs(self.person(mine.user))
        made = self.attempt(is_right, exchanges.ask_exchange, mine.id, desk, by=who)
        if made is not None:
            self.deeds["ask", mine.user, clock.today()] += 1
            self.asked[made] = (mine, alike[0], self.as_changed(mine, alike[0]))
            if then is not None:
                self.answer_for_a_desk(sorted(self.asked).index(made), then)

    @rule(which=any_number, says_yes=booleans())
    def answer_for_a_desk(self, which, says_yes):
        if not self.asked:
            return
        number = sorted(self.asked)[which % len(self.asked)]
        one, other, then = self.asked[number]
        with pytest.raises(Forbidden):
            exchanges.answer_exchange(number, accept=True, by=actor(self.person(one.user)))
        is_right = then == self.as_changed(one, other)
        # One of them may not sit at a desk that is kept for a need.
        if says_yes and not self.may_exchange(one, other):
            is_right = False
        who = actor(self.person(other.user))
        self.attempt(is_right, exchanges.answer_exchange, number, accept=says_yes, by=who)
        if is_right:
            del self.asked[number]
            if says_yes:
                self.model.exchange(one, other)
            else:
                self.declined.append((one.id, other.id, then))

    @rule()
    def end_what_was_overtaken(self):
        over = [
            number
            for number, (one, other, then) in self.asked.items()
            if then != self.as_changed(one, other)
        ]
        assert exchanges.end_exchanges(by=SYSTEM) == len(over)
        for number in over:
            del self.asked[number]

    def may_exchange(self, one, other):
        return self.model.is_open_to(one.user, other.desk, one.day, one.id) and (
            self.model.is_open_to(other.user, one.desk, one.day, other.id)
        )

    def as_changed(self, *held):
        return [self.model.changes[booking.id] for booking in held]

    @rule(who=people, guests=lists(people, min_size=1, max_size=2, unique=True), place=any_number)
    def call_together(self, who, guests, place):
        organizer = self.people[who]
        others = [self.people[n] for n in guests if n != who]
        place = sorted(self.model.caps)[place % len(self.model.caps)]
        day, part = DAYS[0], Part.DAY
        able = [one for one in others if not self.model.is_busy(one.id, day, part)]
        free = [
            d
            for d, at in self.model.desks.items()
            if at == place and self.model.may_have(NOBODY, d, day, part)
        ]
        left = self.model.caps[place] - max(self.model.taken(place, day, h) for h in part.halves)
        is_right = (
            bool(others)
            and not self.model.is_busy(organizer.id, day, part)
            and min(len(free), left) > len(able)
            and self.deeds["call", organizer.id, clock.today()] < MOST_CALLED
        )
        ids = [one.id for one in others]
        made = self.attempt(is_right, groups.call_group, ids, place, day, part, by=actor(organizer))
        if made is None:
            return
        self.deeds["call", organizer.id, clock.today()] += 1
        for user in [organizer, *able]:
            booking_id = self.booking_of(user, day)
            self.model.take(Held(booking_id, user.id, self.desk_of(booking_id), day, part))
        for one in invites_in(made):
            assert (one.booking_id is not None) == (one.user_id in {user.id for user in able})
            if one.booking_id is not None:
                self.invited[one.id] = (one.user_id, one.booking_id, one.held_until)

    @rule(which=any_number, says_yes=booleans())
    def answer_an_invitation(self, which, says_yes):
        if not self.invited:
            return
        number = sorted(self.invited)[which % len(self.invited)]
        user, booking_id, until = self.invited[number]
        is_right = self.is_only_held(booking_id) and until > clock.now()
        who = actor(self.person(user))
        self.attempt(is_right, invites.answer_invite, number, accept=says_yes, by=who)
        if is_right:
            del self.invited[number]
            if not says_yes:
                self.model.free(booking_id)

    @rule()
    def end_old_invitations(self):
        over = [
            number
            for number, (_user, booking_id, until) in self.invited.items()
            if until <= clock.now() or not self.is_only_held(booking_id)
        ]
        assert invites.end_invites(by=SYSTEM) == len(over)
        for number in over:
            _user, booking_id, _until = self.invited.pop(number)
            if self.is_only_held(booking_id):
                self.model.free(booking_id)

    def is_only_held(self, booking_id):
        """Return True until its person cancels the desk or takes it up by changing it."""
        return booking_id in self.model.held and self.model.changes[booking_id] == 1

    @staticmethod
    def booking_of(user, day):
        query = sa.select(Slot.booking_id).where(Slot.user_id == user.id, Slot.day == day)
        return connection().execute(query.distinct()).scalar_one()
