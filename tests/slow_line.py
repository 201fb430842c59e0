"""A slow line to the app: a TCP proxy that delays every chunk each way, and lets only so many bits a second through.

``slow_line(url, delay=0.15)`` gives a line whose ``url`` is the address at which a server is met as a hosted visitor meets it.
Bytes keep their order and stream: each leaves the delay after it came, however many are on their way, so that a request costs its
round trips and no more. ``line.delay`` may be changed at any time, for what comes from then on.
"""

import asyncio
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

CHUNK = 16 * 1024
ON_THE_WAY = 256  # chunks of one connection; beyond that its sender has to wait


class Way:
    """One direction of a line, shared by all its connections: what has been let through, and when the next may follow."""

    def __init__(self, delay, rate):
        self.delay = delay
        self.rate = rate
        self.free = 0.0

    def leaves(self, size, now):
        """When a chunk that came now is through: one after the other at the line's rate, then the delay."""
        if not self.rate:
            return now + self.delay
        self.free = max(self.free, now) + 8 * size / self.rate
        return self.free + self.delay


class Line:
    """Both ways, and the address where they begin."""

    url = ""

    def __init__(self, delay, rate):
        self.up, self.down = Way(delay, rate), Way(delay, rate)

    @property
    def delay(self):
        return self.up.delay

    @delay.setter
    def delay(self, seconds):
        self.up.delay = self.down.delay = seconds


async def _carry(reader, writer, way):
    """Everything from ``reader`` to ``writer``, and then its end."""
    loop = asyncio.get_running_loop()
    waiting = asyncio.Queue(ON_THE_WAY)

    async def arrive():
        while True:
            when, chunk = await waiting.get()
            await asyncio.sleep(when - loop.time())
            if not chunk:
                if writer.can_write_eof():
                    writer.write_eof()
                return
            writer.write(chunk)
            await writer.drain()

    arriving = asyncio.create_task(arrive())
    try:
        while chunk := await reader.read(CHUNK):
            await waiting.put((way.leaves(len(chunk), loop.time()), chunk))
        await waiting.put((way.leaves(0, loop.time()), b""))
        await arriving
    finally:
        arriving.cancel()


async def _serve(target, line, ready, stop):
    open_ = set()

    async def connected(reader, writer):
        open_.add(asyncio.current_task())
        try:
            there, back = await asyncio.open_connection(*target)
            both = [asyncio.create_task(_carry(*way)) for way in ((reader, back, line.up), (there, writer, line.down))]
            try:
                await asyncio.gather(*both)
            finally:
                for task in both:
                    task.cancel()
                back.close()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            open_.discard(asyncio.current_task())

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    line.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    ready.set()
    await stop.wait()
    server.close()
    for task in list(open_):
        task.cancel()
    await asyncio.gather(*open_, return_exceptions=True)


@contextmanager
def slow_line(url, delay=0.0, rate=0.0):
    """A line to ``url`` with ``delay`` seconds each way and ``rate`` bits per second (0: as they come)."""
    parts = urlsplit(url)
    line = Line(delay, rate)
    loop = asyncio.new_event_loop()
    stop, ready = asyncio.Event(), threading.Event()
    work = _serve((parts.hostname, parts.port), line, ready, stop)
    run = threading.Thread(target=loop.run_until_complete, args=(work,), name="slow line", daemon=True)
    run.start()
    ready.wait()
    try:
        yield line
    finally:
        loop.call_soon_threadsafe(stop.set)
        run.join()
        loop.close()
