"""Who has which agreement in the demo: plausible, the same for two loads on one day."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from app.core.half import Half
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.rules.terms import (
    Activity,
    Band,
    Comparison,
    Duration,
    IndicatorKind,
    RemotePattern,
    Rhythm,
    Supplier,
    Terms,
    Tool,
    WeekHalf,
)

# What was asked for longer ago was taken over from the city's old archive.
ARCHIVE_DAYS = 45
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = 1, 2, 3, 4
# Of every hundred people who may work remotely, as many stand in each state.
SHARES = (
    (State.ACTIVE, 60),
    (State.SUBMITTED, 10),
    (State.EXPIRED, 7),
    (State.DRAFT, 5),
    (State.TO_SIGN_EMPLOYEE, 4),
    (State.TO_SIGN_MANAGER, 3),
    (State.CHANGES_ASKED, 2),
    (State.WITHDRAWAL_NOTICE, 2),
    (State.WITHDRAWN, 2),
    (State.REFUSED, 2),
    (State.CLOSED_TRANSFER, 2),
    (State.ABANDONED, 1),
)
_ACTIVITIES = (
    Activity(
        "Istruttoria delle pratiche",
        "Le pratiche assegnate sono chiuse nei termini",
        "Pratiche chiuse ogni mese",
        IndicatorKind.NUMBER,
        Comparison.AT_LEAST,
        "40",
    ),
    Activity(
        "Risposta alle richieste dei cittadini",
        "Chi scrive riceve risposta entro due giorni di lavoro",
        "Risposte entro due giorni",
        IndicatorKind.PERCENTAGE,
        Comparison.AT_LEAST,
        "90",
        "Risposte date entro due giorni",
        "Richieste ricevute",
    ),
    Activity(
        "Redazione di atti e determine",
        "Gli atti sono pronti per la firma alla data concordata",
        "Consegna della relazione annuale",
        IndicatorKind.DATE,
        Comparison.BY,
        "",
    ),
    Activity(
        "Aggiornamento delle banche dati",
        "I dati sono completi e verificati",
        "Errori trovati dal controllo a campione",
        IndicatorKind.NUMBER,
        Comparison.AT_MOST,
        "5",
    ),
)
_PATTERNS = (
    RemotePattern(
        Rhythm.WEEKDAYS, tuple(WeekHalf(d, h) for d in (TUESDAY, THURSDAY) for h in Half)
    ),
    RemotePattern(Rhythm.WEEKDAYS, tuple(WeekHalf(FRIDAY, h) for h in Half)),
    RemotePattern(
        Rhythm.WEEKDAYS,
        (*(WeekHalf(WEDNESDAY, h) for h in Half), WeekHalf(FRIDAY, Half.PM)),
    ),
    RemotePattern(Rhythm.PER_WEEK, count=4),
    RemotePattern(Rhythm.PER_MONTH, count=16),
)
_CONTACT = (
    (Band(time(8), time(12, 30)), Band(time(13, 30), time(16))),
    (Band(time(9), time(13)), Band(time(14), time(17))),
    (Band(time(8, 30), time(13)), Band(time(14), time(16, 30))),
)
REASONS = (
    "Esigenze del servizio che non possono più essere soddisfatte a distanza",
    "Sopravvenuta inidoneità del luogo di lavoro scelto",
    "Gravi motivi personali o familiari",
)


@dataclass(frozen=True)
class Story:
    """One agreement of a person: its content, its state, and the one before it."""

    user_id: int
    state: State
    terms: Terms
    origin: Origin = Origin.NEW
    # How many days ago it was asked for.
    asked_ago: int = 0
    before: "Story | None" = None
    # Shown to whoever tries the demo: with its whole history, however old.
    is_shown: bool = False
    # Breaks a rule on purpose, so that somebody has to look.
    is_odd: bool = False
    # The manager has said yes; HR has not looked yet.
    is_half_approved: bool = False

    @property
    def is_from_archive(self) -> bool:
        """Return True for one made before Vicino: taken over without documents or history."""
        return self.asked_ago > ARCHIVE_DAYS and not self.is_shown


class Teller:
    """Gives each person an agreement, and some of them one before it."""

    def __init__(self, people: Sequence[int], today: date) -> None:
        self.people, self.today = people, today
        # Not a secret: two loads on one day shall agree.
        self.draw = random.Random(f"agreements {today.isoformat()}")  # noqa: S311

    def stories(self) -> Iterator[Story]:
        """Yield one story for each person."""
        states = [state for state, share in SHARES for _ in range(share)]
        for place, user_id in enumerate(self.people):
            story = self._story(user_id, states[(place * 37) % len(states)], place)
            if place == 0:
                terms = replace(story.terms, pattern=_PATTERNS[0])
                story = replace(story, is_shown=True, terms=terms)
            yield story

    def _story(self, user_id: int, state: State, place: int) -> Story:
        if state is State.ACTIVE:
            return self._active(user_id, place)
        if state in {State.EXPIRED, State.WITHDRAWN, State.CLOSED_TRANSFER}:
            ended_ago = self.draw.randint(5, 90)
            started = self.today - timedelta(days=ended_ago + 180)
            terms = self.terms(started, self.today - timedelta(days=ended_ago))
            return Story(user_id, state, terms, asked_ago=ended_ago + 200)
        if state is State.WITHDRAWAL_NOTICE:
            started = self.today - timedelta(days=150)
            terms = self.terms(started, started + timedelta(days=364))
            return Story(user_id, state, terms, asked_ago=170)
        return self._asked(user_id, state, place)

    def _active(self, user_id: int, place: int) -> Story:
        """Return one in force: some nearly over, some open-ended, some after another one."""
        started = self.today - timedelta(days=self.draw.randint(20, 200))
        started -= timedelta(days=started.weekday())
        ends = started + timedelta(days=364)
        if place % 4 == 0:
            ends = self.today + timedelta(days=self.draw.randint(4, 58))
        terms = self.terms(started, None if place % 9 == 5 else ends)
        story = Story(user_id, State.ACTIVE, terms, asked_ago=(self.today - started).days + 18)
        if place % 6 == 1:
            eve = started - timedelta(days=1)
            older = replace(self.terms(eve - timedelta(days=200), eve), pattern=_PATTERNS[1])
            state = State.REVISED if place % 12 == 1 else State.EXPIRED
            before = Story(user_id, state, older, asked_ago=story.asked_ago + 215)
            origin = Origin.REVISION if state is State.REVISED else Origin.RENEWAL
            return replace(story, origin=origin, before=before)
        return story

    def _asked(self, user_id: int, state: State, place: int) -> Story:
        """Return a request that somebody has to act on, or that came to nothing."""
        starts = self.today + timedelta(days=self.draw.randint(8, 40))
        starts += timedelta(days=-starts.weekday() % 7)
        terms = self.terms(starts, starts + timedelta(days=364))
        is_odd = state is State.SUBMITTED and place % 7 == 3
        if is_odd:
            terms = replace(terms, pattern=RemotePattern(Rhythm.PER_MONTH, count=24))
        story = Story(user_id, state, terms, asked_ago=self.draw.randint(3, 12), is_odd=is_odd)
        if state is State.SUBMITTED:
            story = replace(story, is_half_approved=place % 4 != 0)
        if place % 3 == 0 and state is not State.ABANDONED:
            ends = min(starts, self.today) - timedelta(days=1)
            older = self.terms(ends - timedelta(days=364), ends)
            before = Story(user_id, State.EXPIRED, older, asked_ago=390)
            return replace(story, origin=Origin.RENEWAL, before=before)
        return story

    def terms(self, starts: date, ends: date | None) -> Terms:
        """Return content that keeps every rule."""
        draw = self.draw
        last = ends or starts + timedelta(days=364)
        report = (starts + (last - starts) * 0.8).isoformat()
        chosen = draw.sample(_ACTIVITIES, draw.randint(1, 3))
        return Terms(
            duration=Duration.FIXED if ends else Duration.OPEN,
            starts_on=starts,
            ends_on=ends,
            pattern=draw.choice(_PATTERNS),
            contact=draw.choice(_CONTACT),
            rest=Band(time(20), time(7)),
            places=("La propria abitazione",),
            tools=(
                Tool("Computer portatile", Supplier.CITY),
                Tool("Telefono", draw.choice((Supplier.CITY, Supplier.PERSON))),
                Tool("Collegamento a internet", Supplier.PERSON),
            ),
            activities=tuple(
                replace(one, target=report) if one.kind is IndicatorKind.DATE else one
                for one in chosen
            ),
            notice_days=30,
            justified_reasons=REASONS,
        )
