"""Nothing that the server does, and nothing that a stranger says at its door, makes it ask outside."""

import asyncio
import subprocess
import sys
import urllib.request
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from explainer.shell.chapters import CHAPTERS
from tests.by_wire import Visitor
from tests.hostile import run
from tests.served import ROOT, served

STRANGERS = [
    "http://elsewhere.example",
    "https://198.51.100.7:8501",
    "http://localhost.elsewhere.example",
    "http://[2001:db8::1]",
    "http://[",
    "null",
    "file://",
    "//",
    "x" * 3000,
]


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    return tmp_path_factory.mktemp("outside") / "asked"


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    return tmp_path_factory.mktemp("outside") / "complaints"


@pytest.fixture(scope="module")
def url(record, complaints):
    """A server as ``make run`` starts it, that finds nobody outside."""
    with pytest.MonkeyPatch.context() as patch, complaints.open("w") as log:
        patch.setenv("BLACKHOLE", str(record))
        with served(through="tests.hostile.blackhole", address="", log=log) as (url, _):
            yield url


def asked(record):
    return record.read_text().splitlines() if record.exists() else []


def test_the_blackhole_notices_what_streamlit_asks_by_itself(record, tmp_path):
    asks = "from tests.hostile.blackhole import cut; cut(); from streamlit.net_util import get_external_ip as g; print(g())"
    environment = {"BLACKHOLE": str(tmp_path / "asked"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", asks], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"
    assert asked(tmp_path / "asked")


def test_it_starts_and_says_where_without_asking(url, record):
    assert url.startswith("http://localhost:"), "read off what it printed"
    assert asked(record) == []


def test_it_starts_without_a_complaint(url, complaints):
    assert "Traceback" not in complaints.read_text()


async def knock(url, origin):
    async with connect(f"ws://{urlsplit(url).netloc}/_stcore/stream", origin=origin, subprotocols=["streamlit"]):
        pass


def test_strangers_are_turned_away_without_asking(url, record):
    async def all_at_once():
        return await asyncio.gather(*(knock(url, origin) for origin in STRANGERS), return_exceptions=True)

    assert [origin for origin, what in zip(STRANGERS, run(all_at_once()), strict=True) if not refused(what)] == []
    assert asked(record) == []
    assert urllib.request.urlopen(f"{url}/_stcore/health").status == 200


def refused(what):
    return isinstance(what, InvalidStatus) and what.response.status_code >= 400


def test_who_says_no_origin_comes_in_without_asking(url, record):
    run(knock(url, None))
    assert asked(record) == []


def test_no_page_asks(url, record):
    async def every_page():
        async with Visitor(url) as visitor:
            for page in ("", *(chapter.url for chapter in CHAPTERS)):
                await visitor.open(page)
            return visitor.failed

    assert run(every_page()) == []
    assert asked(record) == []
