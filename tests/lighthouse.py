"""Lighthouse's accessibility score of every page, desktop and phone, a row each; exit with 1 where one is under 100."""

import json
import os
import subprocess
import sys
from pathlib import Path

from explainer.shell.chapters import CHAPTERS
from tests.chromium import executable
from tests.served import served

COMMAND = Path(__file__).parents[1] / ".venv" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
OPTIONS = (
    "--only-categories=accessibility",
    "--output=json",
    "--output-path=stdout",
    "--quiet",
    "--throttling-method=provided",
    "--no-enable-error-reporting",
    "--chrome-flags=--headless=new --no-sandbox --disable-background-networking",
)
SIZES = {"desktop": ("--preset=desktop",), "phone": ()}
FULL = 1.0
SHOWN = 120


def looked_at(address, *options):
    """What Lighthouse reports of a page."""
    environment = {**os.environ, "CHROME_PATH": executable()}
    command = [COMMAND, address, *OPTIONS, *options]
    return json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


def faults(report):
    """What costs points, and where."""
    for found in report["categories"]["accessibility"]["auditRefs"]:
        audit = report["audits"][found["id"]]
        if found["weight"] and audit["score"] is not None and audit["score"] < FULL:
            yield f"  {audit['id']}: {audit['title']}"
            yield from (
                f"    {item['node']['snippet'][:SHOWN]}" for item in audit["details"]["items"] if "node" in item
            )


def main():
    short = []
    with served() as (url, _):
        for path in ("", *(chapter.url for chapter in CHAPTERS)):
            for size, options in SIZES.items():
                report = looked_at(f"{url}/{path}", *options)
                score = report["categories"]["accessibility"]["score"]
                print(f"{path or 'home'}, {size}: {'none' if score is None else round(100 * score)}", flush=True)
                if score != FULL:
                    short.append(f"{path or 'home'}, {size}")
                    print(*faults(report), sep="\n", flush=True)
    if short:
        sys.exit(f"Under 100: {'; '.join(short)}")


if __name__ == "__main__":
    main()
