"""Of a page's first payload a door gets the tensors that it draws, bit by bit, and no more."""

import json
import struct

import numpy as np
import pytest
import torch

from explainer import trace
from explainer.server.doors import cut
from explainer.views.payload import pack
from explainer.views.scene import Scene


def packed():
    t = trace(torch.nn.Conv2d(1, 2, 3), torch.rand(1, 6, 6))
    return t, pack(t, Scene("test", (), "conv1", first="conv1[0,1,2]"), None, {})


def test_a_door_gets_its_tensors_as_they_are_and_the_first_cell():
    t, payload = packed()
    found = cut(payload, frozenset({"conv1", "conv1.weight"}))
    (size,) = struct.unpack("<I", found[:4])
    header, blobs = json.loads(found[4 : 4 + size]), found[4 + size :]
    assert header["first"] == "conv1[0,1,2]"
    held = t.tensors | t.weights
    assert {row["name"] for row in header["tensors"]} == {"conv1", "conv1.weight"}
    for row in header["tensors"]:
        values = np.frombuffer(blobs, "<f4", int(np.prod(row["shape"])), row["at"]).reshape(row["shape"])
        assert np.array_equal(values, held[row["name"]])
    assert len(blobs) == 4 * (t.tensors["conv1"].size + t.weights["conv1.weight"].size)


def test_a_tensor_that_is_not_there_is_missed():
    with pytest.raises(LookupError, match="pool1"):
        cut(packed()[1], frozenset({"conv1", "pool1"}))
