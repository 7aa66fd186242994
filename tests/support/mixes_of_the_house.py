"""What those who run a workplace decide, in any order, against the model in memory."""

from datetime import datetime, time, timedelta

from hypothesis.stateful import rule
from hypothesis.strategies import booleans, sampled_from

from app.auth.actors import SYSTEM
from app.booking.rules.dated import DrawFacts
from app.booking.services import fairness
from app.core import clock
from tests.support.mixed_town import any_number, days, parts
from tests.support.mixes import Mixes
from tests.support.model import Draw

hours = sampled_from([time(17), time(18), time(19, 30), time(21)])


class House(Mixes):
    """What people do, and what is decided above them."""

    @rule(place=any_number, day=days, hour=hours)
    def draw_a_day(self, place, day, hour):
        self.draw_at(self.place(place), day, datetime.combine(clock.today(), hour))

    def draw_at(self, place, day, at):
        before = (day - at.date()).days
        fairness.set_draw(place, DrawFacts("", before, at.time(), day, day), by=SYSTEM)
        self.model.set_draw(place, Draw(day, at))

    @rule(place=any_number, day=days, part=parts, is_swapped=booleans(), gone=any_number)
    def hold_a_draw(self, place, day, part, is_swapped, gone):
        """Some ask in time, one asks too late; somebody gives a desk back before the hour."""
        place = self.place(place)
        here = [
            b for b in self.model.held.values() if (b.day, self.model.desks[b.desk]) == (day, place)
        ]
        idle = [n for n, one in enumerate(self.people) if not self.model.is_busy(one.id, day, part)]
        if len(idle) < 2:
            return
        *early, late = reversed(idle) if is_swapped else idle
        number = 1 + sorted(self.model.caps).index(place)
        self.draw_at(place, day, self.model.now + timedelta(minutes=10))
        for one in early:
            self.wait(one, number, day, part)
        if here:
            self.give_back(here[gone % len(here)])
        self.time_passes()
        self.wait(late, number, day, part)
        self.serve()

    @rule(place=any_number)
    def draw_no_more(self, place):
        place = self.place(place)
        fairness.end_draw(place, by=SYSTEM)
        self.model.draws[place] = []

    def place(self, which):
        return sorted(self.model.caps)[which % len(self.model.caps)]
