"""A crowd on the convolution page, each of whom moves a control every two seconds: ``make load``; exits with 1 where a
target is missed.

Visitors come over the wire (:mod:`tests.by_wire`) from this one process, the server is another. As people do, a visitor
waits for an answer before the next move, and reads on for two seconds from the last. Whoever is late in a crowd is counted as
late, and whoever is dropped is counted as dropped.
"""

import asyncio
import os
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from websockets.exceptions import WebSocketException

from tests.bench.process import cpu, resident
from tests.by_wire import Visitor
from tests.served import served

CROWDS = [int(n) for n in os.environ.get("VISITORS", "20 50 100 200").split()]
DURATION = int(os.environ.get("DURATION", "20"))
EVERY = 2.0
COMING = 0.1  # seconds between one visitor and the next, as they come
P95_MS = {100: 500}


@dataclass
class Crowd:
    """What became of so many visitors: seconds for each answer, and who was dropped."""

    visitors: int
    answers: list[float] = field(default_factory=list)
    dropped: int = 0
    seconds: float = 0
    server: float = 0
    generator: float = 0

    @property
    def rate(self):
        return len(self.answers) / self.seconds

    def ms(self, share):
        return 1000 * sorted(self.answers)[int(share * (len(self.answers) - 1))]


async def stay(url, crowd, here, start, leave):
    """One visitor: comes, and from the start on moves the stride until it is time to leave."""
    try:
        async with Visitor(url) as visitor:
            await visitor.open("convolution")
            here.release()
            await start.wait()
            await asyncio.sleep(random.uniform(0, EVERY))
            stride = 1
            while not leave.is_set():
                stride = stride % 4 + 1
                began = time.perf_counter()
                await visitor.move("stride", str(stride))
                now = time.perf_counter()
                if not leave.is_set():
                    crowd.answers.append(now - began)
                await asyncio.sleep(max(0, began + EVERY * random.uniform(0.9, 1.1) - now))
            if visitor.failed:
                raise RuntimeError(visitor.failed[0])
    except (OSError, WebSocketException) as error:
        print(f"dropped: {error!r}", file=sys.stderr)
        crowd.dropped += 1
        here.release()


async def watch(url, pid, visitors):
    """A crowd, from when all are there for so many seconds."""
    crowd = Crowd(visitors)
    here, start, leave = asyncio.Semaphore(0), asyncio.Event(), asyncio.Event()
    people = []
    for _ in range(visitors):
        people.append(asyncio.create_task(stay(url, crowd, here, start, leave)))
        await asyncio.sleep(COMING)
    for _ in range(visitors):
        await here.acquire()
    start.set()
    await asyncio.sleep(EVERY)
    crowd.answers.clear()
    began, server, generator = time.perf_counter(), cpu(pid), time.process_time()
    await asyncio.sleep(DURATION)
    leave.set()
    crowd.seconds = time.perf_counter() - began
    crowd.server = (cpu(pid) - server) / crowd.seconds
    crowd.generator = (time.process_time() - generator) / crowd.seconds
    await asyncio.gather(*people)
    return crowd


def told(crowd, memory):
    return (
        f"{crowd.visitors:4} visitors: p50 {crowd.ms(0.5):6.0f} ms, p95 {crowd.ms(0.95):6.0f} ms, "
        f"{crowd.rate:5.1f} answers/s, server {100 * crowd.server:3.0f} % of a core "
        f"({1000 * crowd.server / crowd.rate:.1f} ms an answer), {memory:.0f} MB; "
        f"generator {100 * crowd.generator:3.0f} %; {crowd.dropped} dropped"
    )


def missed(crowds):
    """What the targets ask for and was not reached, in words."""
    rates = {crowd.visitors: crowd.rate for crowd in crowds}
    for crowd in crowds:
        if crowd.dropped:
            yield f"{crowd.dropped} of {crowd.visitors} dropped"
        limit = P95_MS.get(crowd.visitors)
        if limit and crowd.ms(0.95) > limit:
            yield f"{crowd.visitors} visitors: p95 {crowd.ms(0.95):.0f} ms (<= {limit} ms)"
    if {100, 200} <= set(rates) and rates[200] < rates[100]:
        yield f"200 visitors: {rates[200]:.1f} answers/s, fewer than {rates[100]:.1f}/s with 100"


def main():
    crowds = []
    with served() as (url, pid):
        for visitors in CROWDS:
            crowd = asyncio.run(watch(url, pid, visitors))
            print(told(crowd, resident(pid)), flush=True)
            crowds.append(crowd)
    failed = list(missed(crowds))
    if failed:
        sys.exit("missed: " + "; ".join(failed))


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    main()
