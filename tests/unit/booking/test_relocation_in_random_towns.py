"""Towns drawn at random, and a model that looks at everything anew at every turn."""

from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.moves import MoveCause
from app.booking.rules.nearness import Point, distance_km
from app.booking.rules.places import CapFacts, ClosureFacts, OutageFacts
from app.booking.rules.relocation import assign
from app.core.half import Half, Part
from tests.support.facts import desk_facts
from tests.support.relocation import (
    DURANDO,
    ENEL,
    LARGA,
    SHUT,
    SILE,
    TUESDAY,
    WEDNESDAY,
    affected,
    place,
    taken,
    town,
)

THINGS = ("monitor", "dock", "quiet")
DAYS = st.sampled_from([TUESDAY, WEDNESDAY])
PARTS = st.sampled_from(Part)


@st.composite
def towns(draw):
    """A closed workplace with bookings, up to three others, and strangers who sit there."""
    standing = []
    for id in (LARGA, SILE, DURANDO, ENEL)[: draw(st.integers(1, 4))]:
        desks = [
            desk_facts(
                10 * id + n,
                equipment=draw(st.lists(st.sampled_from(THINGS), unique=True)),
                is_accessible=draw(st.booleans()),
            )
            for n in range(draw(st.integers(0, 4)) if id != LARGA else 4)
        ]
        limits = {}
        if draw(st.booleans()):
            limits["caps"] = (CapFacts(None, draw(st.integers(0, 4)), TUESDAY, None),)
        if desks and draw(st.booleans()):
            broken = draw(st.sampled_from(desks))
            limits["outages"] = (OutageFacts(broken.id, draw(DAYS), None, "Gamba rotta"),)
        if id != LARGA and draw(st.integers(0, 4)) == 0:
            limits["closures"] = (
                ClosureFacts(TUESDAY, draw(st.sampled_from(Half)), TUESDAY, Half.PM, "Sciopero"),
            )
        if id == LARGA:
            limits = {"closures": (SHUT,)}
        standing.append(place(id, desks, **limits))
    known = town(*standing)
    own = st.permutations(list(known.by_id)).flatmap(
        lambda order: st.integers(0, 2).map(lambda count: tuple(order[:count]))
    )
    held = [(id, day) for id in known.by_id[LARGA].desks for day in (TUESDAY, WEDNESDAY)]
    everybody = [
        affected(
            number,
            desk_id,
            day,
            draw(PARTS),
            area_code=draw(st.sampled_from([None, "20122", "20162"])),
            workplace_order=draw(own),
            needs=["accessible"] if draw(st.booleans()) else [],
        )
        for number, (desk_id, day) in enumerate(draw(st.permutations(held)), start=1)
        if draw(st.booleans())
    ]
    elsewhere = [
        (id, day, half)
        for there in known.workplaces
        if there.id != LARGA
        for id in there.desks
        for day in (TUESDAY, WEDNESDAY)
        for half in Half
        if draw(st.integers(0, 3)) == 0
    ]
    limits = {
        "skipped": frozenset({ENEL} if draw(st.booleans()) else ()),
        "kept_on": frozenset({TUESDAY} if draw(st.booleans()) else ()),
    }
    return known, everybody, elsewhere, limits


class Model:
    """What is taken, by desk, day and half; everything else is worked out anew."""

    def __init__(self, known, elsewhere, limits):
        self.known, self.taken, self.limits = known, set(elsewhere), limits

    def order(self, one):
        """Return the workplaces as this person tries them."""
        held = self.known.by_id[one.workplace_id]
        start = self.known.areas.get(one.area_code) or held
        here = Point(start.latitude, start.longitude)
        near = sorted(
            (w for w in self.known.workplaces if w.id not in one.workplace_order),
            key=lambda w: (distance_km(here, Point(w.latitude, w.longitude)), w.name),
        )
        own = [self.known.by_id[id] for id in one.workplace_order]
        return [w for w in own + near if w.id != one.workplace_id]

    def suits(self, one, there):
        """Return the desks that this person could have, none where the cap is reached."""
        if there.id in self.limits["skipped"]:
            return []
        is_kept = one.day in self.limits["kept_on"]
        for half in one.part.halves:
            used = sum((id, one.day, half) in self.taken for id in there.desks)
            if used >= there.capacity(one.day, half):
                return []
        return [
            desk
            for desk in there.desks.values()
            if not any((desk.id, one.day, half) in self.taken for half in one.part.halves)
            and not there.outage(desk.id, one.day)
            and (
                desk.is_accessible if one.needs_accessible else not (desk.is_accessible and is_kept)
            )
        ]

    def missed(self, one, desk):
        """Return how many things this person would miss."""
        held = self.known.by_id[one.workplace_id].desks[one.desk_id]
        return len(set(held.equipment) - set(desk.equipment))


@given(towns())
def test_each_one_gets_the_first_workplace_of_theirs_that_has_room_at_their_turn(drawn):
    known, everybody, elsewhere, limits = drawn
    model = Model(known, elsewhere, limits)
    planned = assign(
        everybody, taken(everybody, known, *elsewhere, **limits), known, MoveCause.CLOSURE
    )
    turns = sorted(
        everybody, key=lambda one: (one.day, 0 if one.needs_accessible else 1, one.booking_id)
    )
    assert [plan.affected for plan in planned] == turns
    for plan in planned:
        one = plan.affected
        possible = [(there, model.suits(one, there)) for there in model.order(one)]
        first, desks = next(((there, free) for there, free in possible if free), (None, []))
        assert plan.workplace == first
        if first is None:
            assert plan.desk is None
            continue
        assert plan.desk in desks, "free, in order, and what the person needs"
        least = min(model.missed(one, desk) for desk in desks)
        assert model.missed(one, plan.desk) == least
        model.taken |= {(plan.desk.id, one.day, half) for half in one.part.halves}


@given(towns())
def test_no_desk_is_promised_twice_and_no_cap_is_broken(drawn):
    known, everybody, elsewhere, limits = drawn
    planned = assign(
        everybody, taken(everybody, known, *elsewhere, **limits), known, MoveCause.CLOSURE
    )
    assert len(planned) == len(everybody)
    promised = [
        (plan.desk.id, plan.affected.day, half)
        for plan in planned
        if plan.desk
        for half in plan.affected.part.halves
    ]
    assert len(set(promised)) == len(promised)
    assert set(promised).isdisjoint(elsewhere)
    for there in known.workplaces:
        for day in (TUESDAY, WEDNESDAY):
            for half in Half:
                came = sum((id, day, half) in promised for id in there.desks)
                sat = sum((id, day, half) in elsewhere for id in there.desks)
                assert came == 0 or came + sat <= there.capacity(day, half)
