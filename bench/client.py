"""A small load generator: keep-alive connections that send prepared requests in turn."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Result:
    """What came back: answers by status, and how long each took, in seconds."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return answers per second."""
        return sum(self.statuses.values()) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the latency that this share of the answers did not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(
    method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> bytes:
    """Return a whole HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bytes]:
    """Return status, head and body of one answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = 0
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at >= 0:
        length = int(lower[at + 15 : lower.index(b"\r\n", at)])
    body = await reader.readexactly(length) if length and status != 304 else b""
    return status, head, body


async def _one_connection(
    port: int, requests: Iterator[bytes], until: float, result: Result
) -> None:
    reader = writer = None
    while time.perf_counter() < until:
        raw = next(requests, None)
        if raw is None:
            break
        begun = time.perf_counter()
        if writer is None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(raw)
        status, head, _body = await read_answer(reader)
        result.latencies.append(time.perf_counter() - begun)
        result.statuses[status] += 1
        if b"connection: close" in head.lower():
            writer.close()
            writer = None
    if writer is not None:
        writer.close()


async def _run(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Result:
    result = Result()
    begun = time.perf_counter()
    await asyncio.gather(
        *(_one_connection(port, requests, begun + seconds, result) for _ in range(connections))
    )
    result.seconds = time.perf_counter() - begun
    return result


def load(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Result:
    """Send requests over so many connections for so long, or until there are no more."""
    return asyncio.run(_run(port, requests, connections, seconds))


def fetch(port: int, raw: bytes) -> tuple[int, bytes, bytes]:
    """Send one request; return its status, head and body."""

    async def one() -> tuple[int, bytes, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(raw)
        answer = await read_answer(reader)
        writer.close()
        return answer

    return asyncio.run(one())
