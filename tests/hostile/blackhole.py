"""Streamlit on a machine that nothing outside answers: ``python -m tests.hostile.blackhole run app.py …``.

Whatever is asked of anything but this machine is written to the file named by ``BLACKHOLE``, a line each, and fails. Python's
own audit says so of every socket, whichever library holds it. A datagram socket may be connected: that sends nothing.
"""

import os
import socket
import sys

ASKED = {
    "socket.getaddrinfo": lambda host, *_: host,
    "socket.gethostbyname": lambda host: host,
    "socket.gethostbyaddr": lambda host: host,
    "socket.connect": lambda sock, address: None if sock.type == socket.SOCK_DGRAM else _host(sock, address),
    "socket.sendto": lambda sock, address: _host(sock, address),
    "socket.sendmsg": lambda sock, address: _host(sock, address),
}
HERE = {None, "", "localhost", "::", "::1", "0.0.0.0"}


def _host(sock, address):
    return address[0] if address and sock.family in (socket.AF_INET, socket.AF_INET6) else None


def _watch(event, arguments):
    if event not in ASKED:
        return
    host = ASKED[event](*arguments)
    host = host.decode() if isinstance(host, bytes) else host
    if host not in HERE and not host.startswith("127."):
        with open(os.environ["BLACKHOLE"], "a") as record:
            record.write(f"{event} {host}\n")
        raise OSError(f"nothing outside answers: {host}")


def cut():
    """From now on, in this process."""
    sys.addaudithook(_watch)


if __name__ == "__main__":
    cut()
    from streamlit.web.cli import main

    main(prog_name="streamlit")
