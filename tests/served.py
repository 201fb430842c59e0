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
PATIENCE = 60


@contextmanager
def served(script="app.py"):
    """The address of a fresh server of ``script``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}", "--server.address=127.0.0.1"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
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
