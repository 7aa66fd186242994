"""Many real processes at once, which wait for one gun.

A starter, itself a process of its own with every module loaded and not one thread,
forks a crew and sends it from race to race. So fifty processes cost little, and
forking is safe whatever the tests have started.
"""

import functools
import gc
import os
import pickle
import random
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.booking.queries.places import places
from app.booking.services import bookings
from app.core import clock
from app.core.calendar import next_working_day
from app.core.db import db, transaction
from app.core.half import Part
from tests.support.databases import forget
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

ROOT = Path(__file__).resolve().parents[2]
READY, NOTE, DONE = "ready", "note", "done"


@dataclass(frozen=True)
class Fall:
    """When to kill a runner: so many seconds after its n-th note, or after the gun."""

    notes: int
    seconds: float


@dataclass(frozen=True)
class Runner:
    """What one process does: a function of a module, and what it is told besides its track."""

    play: Callable[..., None]
    facts: dict[str, Any]
    fall: Fall | None = None


@dataclass(frozen=True)
class Race:
    """A database, the moment at which its clock stands, and its runners by lane."""

    url: str
    now: datetime
    runners: list[Runner]


@dataclass
class Lane:
    """What a runner told, until it finished or was killed."""

    notes: list[Any] = field(default_factory=list)
    failure: str = ""


class Track:
    """A runner's side: wait for the gun, tell what was done."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def wait(self) -> None:
        """Stand still until all runners stand here, each with its connection and its map."""
        places()
        db.session.rollback()
        self._pipe.send((READY, None))
        self._pipe.recv()

    def note(self, *words: Any) -> None:
        """Tell the starter; what was told before a kill is not lost."""
        self._pipe.send((NOTE, words))


class Starter:
    """The tests' side of the starter process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", f"from {__name__} import main; main()"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def hold(self, race: Race) -> list[Lane]:
        """Hold a race and return its lanes; a runner that failed fails the test."""
        assert self._process.stdin
        assert self._process.stdout
        pickle.dump(race, self._process.stdin)
        self._process.stdin.flush()
        lanes: list[Lane] = pickle.load(self._process.stdout)
        failures = [lane.failure for lane in lanes if lane.failure]
        assert not failures, f"{len(failures)} runners failed, the first:\n{failures[0]}"
        return lanes

    def close(self) -> None:
        """Let the starter end."""
        with self._process as process:
            assert process.stdin
            process.stdin.close()


@dataclass
class _Member:
    """A process of the crew, our end of its pipe, and how it is doing in this race."""

    process: BaseProcess
    pipe: Connection
    lane: Lane = field(default_factory=Lane)
    fall: Fall | None = None
    is_running: bool = False
    is_ready: bool = False
    dies_at: float | None = None

    def start(self, number: int, runner: Runner, now: datetime) -> None:
        """Go to the line."""
        self.lane, self.fall, self.dies_at = Lane(), runner.fall, None
        self.is_running = True
        self.pipe.send((number, runner, now))

    def fire(self) -> None:
        """Let it run."""
        self.is_ready = False
        self.pipe.send(None)
        self._may_fall()

    def take_down(self) -> None:
        """Take down one thing that it tells, or that it was killed."""
        try:
            what, told = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            self.is_running = False
            self.pipe.close()
            return
        if what == READY:
            self.is_ready = True
        elif what == NOTE:
            self.lane.notes.append(told)
            self._may_fall()
        else:
            self.is_running, self.lane.failure = False, told

    def _may_fall(self) -> None:
        if self.fall and self.fall.notes == len(self.lane.notes) and self.dies_at is None:
            self.dies_at = time.monotonic() + self.fall.seconds


class _Crew:
    """Processes that hold race after race on one database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._members: list[_Member] = []

    def hold(self, race: Race) -> list[Lane]:
        """Send runners off, hear them out, and kill whom the race wants killed."""
        self._enlist(len(race.runners))
        team = self._members[: len(race.runners)]
        for number, (member, runner) in enumerate(zip(team, race.runners, strict=True)):
            member.start(number, runner, race.now)
        while running := [member for member in team if member.is_running]:
            self._listen(running)
        # Who was to be killed may be no more, though its last word was that it was done.
        self._dismiss([m for m in team if m.pipe.closed or m.dies_at is not None])
        return [member.lane for member in team]

    def _listen(self, running: list[_Member]) -> None:
        """Wait for the next word or the next fall; fire once all stand ready."""
        falls = [member.dies_at for member in running if member.dies_at is not None]
        patience = max(0.0, min(falls) - time.monotonic()) if falls else None
        speaking = wait([member.pipe for member in running], patience)
        for member in running:
            if member.pipe in speaking:
                member.take_down()
            if member.dies_at is not None and member.dies_at <= time.monotonic():
                member.process.kill()
        # Whoever has ended keeps nobody waiting.
        standing = [member for member in running if member.is_running]
        if all(member.is_ready for member in standing):
            for member in standing:
                member.fire()

    def _enlist(self, count: int) -> None:
        """Fork until there are enough."""
        app = _app(self.url)
        gc.collect()
        gc.freeze()
        fork = get_context("fork")
        while len(self._members) < count:
            ours, theirs = fork.Pipe()
            # Its elders' pipes must not stay open in a new one, or they would never end.
            elders = [ours, *(member.pipe for member in self._members)]
            process = fork.Process(target=_serve, args=(app, theirs, elders))
            process.start()
            theirs.close()
            self._members.append(_Member(process, ours))

    def _dismiss(self, members: list[_Member]) -> None:
        for member in members:
            self._members.remove(member)
            member.pipe.close()
            member.process.join()
            member.process.close()

    def close(self) -> None:
        """Let all of them end."""
        self._dismiss(list(self._members))


def _serve(app: Flask, pipe: Connection, elders: list[Connection]) -> None:
    """Be one of the crew, with a connection of its own: run until nobody listens."""
    for other in elders:
        other.close()
    with pipe, suppress(EOFError):
        while True:
            pipe.send((DONE, _run(app, pipe, *pipe.recv())))
    with app.app_context():
        db.engine.dispose()


def _run(app: Flask, pipe: Connection, number: int, runner: Runner, now: datetime) -> str:
    """Run once; return how it failed, or nothing."""
    random.seed(number)
    # Between two races the tables were emptied behind its back.
    forget(app)
    try:
        with app.app_context(), clock.frozen(now):
            runner.play(Track(pipe), **runner.facts)
    except BaseException:
        return traceback.format_exc()
    return ""


class _TakenBackError(Exception):
    """Ends a rehearsal, of which nothing stays."""


@functools.cache
def _app(url: str) -> Flask:
    """Return an app that has done everything once, for runners to start warm.

    It leaves no row behind and no open connection, so that none is shared by a fork.
    """
    environ = {"SECRET_KEY": "tests" * 8, "DATABASE_URL": url, "POOL_SIZE": "1"}
    app = create_app({"TESTING": True}, environ)
    with app.app_context():
        with suppress(_TakenBackError), transaction():
            _rehearse()
            raise _TakenBackError
        db.session.remove()
        db.engine.dispose()
    return app


def _rehearse() -> None:
    desk, other = desks_of(make_workplace("REHEARSAL", desks=2))
    person = make_user("rehearsal@example.it")
    day = next_working_day(clock.today(), "MI")
    booking = make_booking(person, desk, day)
    bookings.change_booking(booking, other.id, day, Part.AM, by=actor(person))
    bookings.cancel_booking(booking, by=actor(person))
    bookings.restore_booking(booking, by=actor(person))


def main() -> None:
    """Hold the races that come in on standard input."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a runner prints must not stand among the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    crew = _Crew("")
    with answers, suppress(EOFError):
        while True:
            race = pickle.load(sys.stdin.buffer)
            if race.url != crew.url:
                crew.close()
                crew = _Crew(race.url)
            pickle.dump(crew.hold(race), answers)
            answers.flush()
    crew.close()
