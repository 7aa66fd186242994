"""What people do with and for one another, in any order, against the model in memory."""

import pytest
from hypothesis.stateful import rule

from app.booking.models import Delegation
from app.booking.services import on_behalf
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Forbidden, Refused
from tests.support.factories import actor
from tests.support.mixed_town import PEOPLE, any_number, days, parts, people
from tests.support.mixes import Mixes
from tests.support.model import Held


class Together(Mixes):
    """Everything that one person does alone, and what they do with others."""

    def settle_in(self):
        """Let everybody book for the one before them."""
        # Bookings that somebody else made: the delegate may cancel just these.
        self.made_for = set()
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
        is_right = same in self.made_for or self.model.may_have(user.id, desk, day, part)
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
