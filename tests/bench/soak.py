"""Visits of every page, one after the other for as long as it takes: ``make soak``; exits with 1 where memory keeps growing.

Each visit is somebody new, over the wire (:mod:`tests.by_wire`), who opens a page, moves its first control where it has one,
and leaves. Streamlit keeps those who left for two minutes, 128 of them at most, and caches fill to their bounds: the first
half of the visits may do that. From then on memory is to be flat.
"""

import asyncio
import os
import random
import statistics
import sys
import time
from pathlib import Path

from explainer.shell.chapters import CHAPTERS
from tests.bench.process import resident
from tests.by_wire import Visitor
from tests.served import served

VISITS = int(os.environ.get("VISITS", "1000"))
AT_ONCE = 4
SAMPLES = 20
GROWTH_MB = 25  # over the second half of the visits: 50 KB for one of every page, where it is a thousand
PAGES = ("", *(chapter.url for chapter in CHAPTERS))


async def visit(url, page):
    """Somebody new opens a page, moves a control, and leaves."""
    async with Visitor(url) as visitor:
        await visitor.open(page)
        control = next((key for key in visitor.options if len(visitor.options[key]) > 1), None)
        if control:
            await visitor.move(control, random.choice(visitor.options[control]))
        if visitor.failed:
            raise RuntimeError(f"{page}: {visitor.failed[0]}")


async def visits(url, count):
    """So many visits of every page, a few at once."""
    waiting = [page for _ in range(count) for page in PAGES]

    async def one_after_the_other():
        while waiting:
            await visit(url, waiting.pop())

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))


def main():
    step = max(1, VISITS // SAMPLES)
    with served() as (url, pid):
        print(f"at start: {resident(pid):.0f} MB", flush=True)
        began, held = time.perf_counter(), []
        for done in range(step, VISITS + 1, step):
            asyncio.run(visits(url, step))
            held.append(resident(pid))
            print(f"{done:5} visits of every page: {held[-1]:.0f} MB ({time.perf_counter() - began:.0f} s)", flush=True)
    middle = len(held) // 2
    slope = statistics.linear_regression(range(len(held) - middle), held[middle:]).slope
    growth = slope * (len(held) - middle - 1)
    kept = 1024 * growth / (VISITS / 2)
    print(f"over the second half: {growth:+.1f} MB (<= {GROWTH_MB} MB), {kept:+.0f} KB for a visit of every page")
    if growth > GROWTH_MB:
        sys.exit("missed: memory keeps growing")


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    main()
