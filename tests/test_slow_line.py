"""The slow line is a line: what goes in comes out whole and in order, later by the delay, and no faster than its rate."""

import socket
import threading
import time

import pytest

from tests.slow_line import Way, slow_line

BLOCK = bytes(range(256)) * 256


@pytest.fixture
def echo():
    """The address of a server that answers with what it hears, and how much of it has come."""
    server = socket.create_server(("127.0.0.1", 0))
    heard = []

    def answer(client):
        with client:
            while data := client.recv(65536):
                heard.append(data)
                client.sendall(data)

    def accept():
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def connect(url):
    host, port = url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=30)


def received(client, size=None):
    """So many bytes, or all until the other side is done."""
    found = b""
    while size is None or len(found) < size:
        data = client.recv(65536)
        if not data:
            break
        found += data
    return found


def test_all_of_it_comes_back_in_order_and_the_end_too(echo):
    url, _ = echo
    with slow_line(url, delay=0.02) as slow, connect(slow.url) as client:
        sent = BLOCK * 64
        threading.Thread(target=lambda: (client.sendall(sent), client.shutdown(socket.SHUT_WR)), daemon=True).start()
        assert received(client) == sent


def test_nothing_is_there_before_its_time(echo):
    url, _ = echo
    with slow_line(url, delay=0.1) as slow, connect(slow.url) as client:
        start = time.monotonic()
        client.sendall(b"there")
        assert received(client, 5) == b"there"
        assert time.monotonic() - start >= 0.2, "there and back"


def test_the_delay_can_be_changed_while_it_is_used(echo):
    url, _ = echo
    with slow_line(url) as slow, connect(slow.url) as client:
        client.sendall(b"near")
        assert received(client, 4) == b"near"
        slow.delay = 0.1
        start = time.monotonic()
        client.sendall(b"far")
        assert received(client, 3) == b"far"
        assert time.monotonic() - start >= 0.2


def test_chunks_travel_together_however_many_are_on_their_way():
    way = Way(0.15, rate=0)
    assert [way.leaves(16_384, now) for now in (0, 0.01, 0.02, 5)] == pytest.approx([0.15, 0.16, 0.17, 5.15])


def test_at_a_rate_each_waits_for_the_one_before_it():
    way = Way(0.15, rate=1_000_000)
    assert [way.leaves(12_500, now) for now in (0, 0, 0.05, 5)] == pytest.approx([0.25, 0.35, 0.45, 5.25])


def test_the_rate_holds_each_way_for_all_connections_together(echo):
    url, _ = echo
    size = 25_000
    with slow_line(url, rate=1_000_000) as slow, connect(slow.url) as one, connect(slow.url) as other:
        start = time.monotonic()
        for client in (one, other):
            client.sendall(b"x" * size)
        for client in (one, other):
            assert received(client, size) == b"x" * size
        assert time.monotonic() - start >= 2 * 8 * size / 1_000_000


def test_a_server_that_is_gone_ends_the_connection():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with slow_line(f"http://127.0.0.1:{port}", delay=0.01) as slow, connect(slow.url) as client:
        assert received(client) == b""


def test_who_leaves_is_seen_to_leave(echo):
    url, heard = echo
    with slow_line(url, delay=0.05) as slow:
        with connect(slow.url) as client:
            client.sendall(b"goodbye")
        with connect(slow.url) as client:
            client.sendall(b"!")
            assert received(client, 1) == b"!"
    assert sorted(heard) == [b"!", b"goodbye"]
