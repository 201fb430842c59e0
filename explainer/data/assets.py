"""The files that ship: weights, what was measured on them, digits. None is used that is not, byte for byte, what was kept.

``assets/SHA256SUMS`` has the digest of each, as ``sha256sum`` writes and checks them. So a file that is missing, damaged, of other
shapes or another's is found out in one way, and figures are never shown beside weights that they were not measured on.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets"
SUMS = "SHA256SUMS"


class Unusable(Exception):
    """A file that ships is not as it shipped; says so to visitors in a sentence."""


def read(name: str) -> bytes:
    """What is in the file of that name. Raises :class:`Unusable`."""
    try:
        found = (ASSETS / name).read_bytes()
    except OSError:
        raise Unusable(f"This needs the file assets/{name}, which this server lacks or cannot read.") from None
    digest = _digests().get(name)
    if digest is None:
        raise Unusable(f"This needs the file assets/{name}, which assets/{SUMS} does not know.")
    if sha256(found).hexdigest() != digest:
        raise Unusable(f"This needs the file assets/{name}, which on this server is not as it shipped.")
    return found


def keep(name: str, content: bytes) -> None:
    """Make this the file that ships."""
    (ASSETS / name).write_bytes(content)
    digests = _digests() | {name: sha256(content).hexdigest()}
    (ASSETS / SUMS).write_text("".join(f"{digest}  {of}\n" for of, digest in sorted(digests.items())))


def _digests() -> dict[str, str]:
    """The digest of each file by its name; of none where they cannot be read."""
    try:
        lines = (ASSETS / SUMS).read_text(errors="replace").splitlines()
    except OSError:
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
