"""200 people race for 20 desks over HTTP: exactly 20 may win."""

import asyncio
import time
from collections import Counter
from urllib.parse import urlencode

from bench.client import Result, read_answer, request
from bench.targets import Requests

RACERS, DESKS = 200, 20


async def _racer(port: int, raw: bytes, gate: asyncio.Event, result: Result) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await gate.wait()
    begun = time.perf_counter()
    writer.write(raw)
    status, _head, _body = await read_answer(reader)
    result.latencies.append(time.perf_counter() - begun)
    result.statuses[status] += 1
    writer.close()


async def _race(port: int, requests: list[bytes]) -> Result:
    result, gate = Result(), asyncio.Event()
    racers = [asyncio.create_task(_racer(port, raw, gate, result)) for raw in requests]
    await asyncio.sleep(0.5)  # every connection is open before the first request leaves
    begun = time.perf_counter()
    gate.set()
    await asyncio.gather(*racers)
    result.seconds = time.perf_counter() - begun
    return result


def race(requests: Requests) -> str:
    """Return one line: who won, what the others were told, and how long they waited."""
    # The first coming days, which the load before did not use; rivals are neighbours.
    day = requests.days[2]
    wishes = [
        {
            "csrf_token": requests.people.csrf,
            "day": str(day),
            "part": "day",
            "desk_id": requests.desks[-1 - person * DESKS // RACERS],
        }
        for person in range(RACERS)
    ]
    raw = [
        request("POST", "/bookings", requests.people.headers(n), urlencode(wish).encode())
        for n, wish in enumerate(wishes)
    ]
    result = asyncio.run(_race(requests.port, raw))
    expected = Counter({303: DESKS, 422: RACERS - DESKS})
    verdict = "as it must be" if result.statuses == expected else "WRONG"
    return (
        f"race: {RACERS} people, {DESKS} desks: {dict(result.statuses)} ({verdict}),"
        f" p50 {result.percentile(0.5):.2f} s, p99 {result.percentile(0.99):.2f} s"
    )
