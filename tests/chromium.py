"""Install Chromium where there is none: Debian's packages as root, otherwise Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SYSTEM = "/usr/bin/chromium"


def executable() -> str | None:
    """The browser that the tests use, or None."""
    with sync_playwright() as p:
        own = p.chromium.executable_path
    return next((path for path in (own, SYSTEM) if Path(path).exists()), None)


def install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "chromium"],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    if executable() is None:
        install()
    if executable() is None:
        sys.exit("There is no Chromium, and installing one did not help; the browser tests need it.")
