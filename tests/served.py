"""The app as visitors meet it: started on a free port, stopped at the end."""

import os
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 180


@contextmanager
def served(script="app.py", *options, root=ROOT, log=None, through="streamlit", address="127.0.0.1"):
    """The address of a fresh server of ``script`` in the folder ``root``, with these ``options`` of Streamlit's, and its
    process; started by the module ``through``. Its errors go to the file ``log``; without an ``address`` it listens as
    ``make run`` does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    listening = [f"--server.address={address}"] if address else []
    process = subprocess.Popen(
        [sys.executable, "-m", through, "run", script, f"--server.port={port}", *listening, *options],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    url = f"http://{address or 'localhost'}:{port}"
    said = threading.Event()
    threading.Thread(target=_listen, args=(process.stdout, url, said), daemon=True).start()
    try:
        if not said.wait(PATIENCE) or process.poll() is not None:
            raise RuntimeError(f"the server did not start within {PATIENCE} s, or stopped: {process.poll()}")
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=PATIENCE):
            yield url, process.pid
    finally:
        process.terminate()
        process.wait(10)


def _listen(lines, url, said):
    """To everything that the server prints, until it ends: its address comes when it answers there."""
    for line in lines:
        if url in line:
            said.set()
    said.set()
