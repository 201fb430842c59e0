"""Small networks as people write them in tutorials, examples and questions, written anew: what somebody may bring."""

from tests.ops.people import attending, deciding, making, moving, pictures, sequences
from tests.ops.people.known import NETWORKS, Brought

__all__ = ["NETWORKS", "Brought", "attending", "deciding", "making", "moving", "pictures", "sequences"]
