"""`make bench`: measure, and print a table of ratios.

`python -m bench sqlite quick` measures one engine with short rounds.
"""

import itertools
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa

from bench.client import load
from bench.imports import import_people
from bench.race import race
from bench.server import Server
from bench.targets import TARGETS, Requests
from bench.weight import weight
from tests.support.databases import new_database, start_postgresql

CONNECTIONS = (1, 8, 32)
SMALL, LARGE = 5_000, 1_000_000


def build(name: str, port: int, url: str, folder: Path, past: int) -> Server:
    """Fill a database with so many past bookings and start a server on it."""
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(name, port, url or f"sqlite:///{folder / 'vicino.sqlite3'}", folder)
    server.python("-m", "bench.world", str(past))
    server.python("-c", "import bench.floors", BENCH_FILL="1")
    server.start()
    return server


def desks_of(server: Server) -> list[int]:
    """Return the ids of all desks, those of one workplace next to each other."""
    engine = sa.create_engine(
        server.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    )
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT id FROM desks ORDER BY workplace_id, code"))
        return list(found.scalars())


def measure(servers: list[Server], rounds: int, seconds: float) -> None:
    """Print each target's rate against its floor, and large against small, interleaved."""
    requests = [Requests(server.port, desks_of(server)) for server in servers]
    names = ["F0", "F1", "F2", *(target.name for target in TARGETS)]
    print(f"\n{servers[0].name}: ratios of rates, CPU in ms a request (app only)")
    print(
        f"{'target':<18}{'conn':>5}{'per s':>9}{'CPU':>7}{'floor':>7}{'CPU':>7}{'ratio':>8}"
        f"{'goal':>7}{'1M/5k':>8}"
    )
    for connections in CONNECTIONS:
        rates: dict[tuple[int, str], list[float]] = {}
        costs: dict[tuple[int, str], list[float]] = {}
        for _round, name in itertools.product(range(rounds), names):
            for which, server in enumerate(servers):
                prepared = requests[which].of(name)
                before = server.cpu_seconds()
                result = load(server.port, prepared, connections, seconds)
                done = sum(result.statuses.values())
                wrong = {s: n for s, n in result.statuses.items() if s >= 400}
                if wrong:
                    raise SystemExit(f"{name}: unexpected answers {wrong}")
                rates.setdefault((which, name), []).append(result.rate)
                spent = 1000 * (server.cpu_seconds() - before) / done
                costs.setdefault((which, name), []).append(spent)
        for target in TARGETS:
            mine, floor = rates[0, target.name], rates[0, target.floor]
            ratio = statistics.median(a / b for a, b in zip(mine, floor, strict=True))
            growth = "-"
            if len(servers) > 1:
                large = rates[1, target.name]
                growth = f"{statistics.median(a / b for a, b in zip(large, mine, strict=True)):.2f}"
            print(
                f"{target.name:<18}{connections:>5}{statistics.median(mine):>9.0f}"
                f"{statistics.median(costs[0, target.name]):>7.2f}{target.floor:>7}"
                f"{statistics.median(costs[0, target.floor]):>7.2f}{ratio:>8.2f}"
                f"{target.least:>7.2f}{growth:>8}",
                flush=True,
            )
    print(race(requests[0]))
    print(weight(requests[0]))
    print(import_people(servers[0]))
    for server in servers:
        print(
            f"{server.name}: ready after {server.ready_seconds:.2f} s,"
            f" memory {server.pss_megabytes():.0f} MB (PSS, master and workers)"
        )


def main() -> None:
    """Measure on SQLite and on PostgreSQL."""
    quick = "quick" in sys.argv
    engines = [e for e in ("sqlite", "postgresql") if e in sys.argv] or ["sqlite", "postgresql"]
    rounds, seconds = (2, 0.5) if quick else (5, 1.0)
    folder = Path(tempfile.mkdtemp(prefix="vicino-bench-"))
    postgresql = start_postgresql() if "postgresql" in engines else ""
    try:
        for number, engine in enumerate(engines):
            servers = []
            for size, past in (("5k", SMALL), ("1M", LARGE)):
                if quick and past == LARGE:
                    continue
                url = (
                    new_database(postgresql, f"bench_{size.lower()}") if engine != "sqlite" else ""
                )
                port = 8700 + 10 * number + len(servers)
                servers.append(build(f"{engine} {size}", port, url, folder / engine / size, past))
            try:
                measure(servers, rounds, seconds)
            finally:
                for server in servers:
                    server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
