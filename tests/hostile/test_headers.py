"""What comes with every answer, whatever was asked for."""

import http.client
import os
from urllib.parse import urlsplit

import pytest

from tests.served import served

FRIEND = "https://lectures.example"


@pytest.fixture(scope="module")
def url():
    with served("app.py", f"--server.corsAllowedOrigins={FRIEND}") as (url, _):
        yield url


def ask(url, path, method="GET"):
    address = urlsplit(url)
    line = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    line.request(method, path)
    answer = line.getresponse()
    answer.body = answer.read().decode(errors="replace")
    line.close()
    return answer


def policy(answer):
    return dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))


PATHS = [
    "/",
    "/convolution",
    "/nowhere",
    "/stage/main.js",
    "/stage/all.css",
    "/_stcore/health",
    "/static/nothing.js",
    "/media/x",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_says_what_may_be_done_with_it(url, path):
    answer = ask(url, path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert "microphone=(self)" in answer.headers["Permissions-Policy"]
    rules = policy(answer)
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"].split()
    assert "*" not in answer.headers["Content-Security-Policy"]
    assert rules["object-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["frame-ancestors"] == f"'self' {FRIEND}"


def test_a_pages_one_script_runs_by_a_word_that_is_never_the_same(url):
    words = set()
    for _ in range(3):
        answer = ask(url, "/convolution")
        (nonce,) = [part for part in policy(answer)["script-src"].split() if part.startswith("'nonce-")]
        word = nonce.strip("'").removeprefix("nonce-")
        assert f'<script nonce="{word}"' in answer.body
        assert answer.body.count("<script") == 1
        assert len(word) > 20
        words.add(word)
    assert len(words) == 3


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/convolution/_stcore/metrics"])
def test_nobody_outside_sees_the_servers_figures(url, path):
    answer = ask(url, path)
    assert answer.status == 404
    assert "memory" not in answer.body


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/_stcore/agent/mcp"])
def test_the_way_in_for_programs_is_closed(url, path):
    assert 400 <= ask(url, path, "POST").status < 500


@pytest.mark.parametrize(
    "path",
    ["/static/js/%2e%2e/%2e%2e/app.py", "/static/../../app.py", "/stage/..%2f..%2fapp.py", "/static//etc/passwd"],
)
def test_no_path_leads_out_of_what_is_served(url, path):
    answer = ask(url, path)
    assert "lifespan" not in answer.body
    assert "root:" not in answer.body
    assert os.getcwd() not in answer.body
