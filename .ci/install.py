"""Make .venv and install pinned packages into it: python3 .ci/install.py requirements.txt [more.txt …]

On Linux without an NVIDIA card torch comes as its CPU build, which is what this app needs and spares gigabytes. The
index that has it is asked once, for three seconds at most, and used for torch alone: one that does not answer would
cost pip seconds for every package.
"""

import os
import platform
import shutil
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=3) as reply:
            return reply.status == 200
    except (OSError, ValueError):
        return False


def has_nvidia() -> bool:
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def pip(*arguments: str) -> None:
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments], check=True)


def torch_pin() -> str:
    lines = (ROOT / "requirements.txt").read_text().split()
    return next(line for line in lines if line.startswith("torch=="))


def main(files: list[str]) -> None:
    if sys.version_info < (3, 11):
        sys.exit("Kernel & Loop needs Python 3.11 or newer; choose one with: make run PYTHON=python3.12")
    if not PYTHON.exists():
        try:
            venv.create(VENV, with_pip=True)
        except subprocess.CalledProcessError:
            sys.exit("Python cannot make a virtual environment here; on Debian and Ubuntu install python3-venv.")
    installed = subprocess.run([PYTHON, "-c", "import torch"], capture_output=True).returncode == 0
    if not installed and platform.system() == "Linux" and not has_nvidia() and answers(f"{CPU_INDEX}/torch/"):
        pip("--index-url", CPU_INDEX, torch_pin())
    pip(*(part for file in files for part in ("-r", str(ROOT / file))))


if __name__ == "__main__":
    os.chdir(ROOT)
    main(sys.argv[1:])
