"""What anybody might have written as the file of a trace opens, all of it, or is refused."""

import json
import math
import time
import tracemalloc

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import explainer
from explainer import BadTrace, Trace, load
from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.core.saving import ALIGNED, MAGIC, VERSION
from tests.ops.test_saving import START, cells, own

pytestmark = pytest.mark.filterwarnings("ignore:std")
SECONDS = 20  # far more than any takes, on a machine that is doing much else


def small():
    """A trace of which every kind of field has something, and few cells."""
    torch.manual_seed(0)
    t = own()
    held = {"x": np.arange(4.0).reshape(2, 2), "at": np.array([1, 0]), "yes": np.array([True, False])}
    first, second = (
        Factor("x", (table("at", "n"), Index())),
        Factor("x", (table((0, -1), "n"), var("k")), "skip", "power", "it", (2.0,)),
    )
    cell = Cell(
        (("n", "place"),),
        (Part((first,)), Part((second,), (("k", 2, "cell"),))),
        ("{value}.",),
        function=("clamp", 0.0, math.inf),
    )
    return Trace(t.tensors | held | {"y": np.array([0.5, 1])}, t.weights, {**t.cells, "y": cell},
                 sources=t.sources, decided=t.decided, opaque=t.opaque, notes=("A note.",), outputs=t.outputs)  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("traces") / "small.trace"
    small().save(path)
    return path.read_bytes()


def opens_or_is_refused(data, path):
    """Whether it opened, and then that all of it does."""
    path.write_bytes(data)
    began = time.process_time()
    try:
        t = load(path)
    except BadTrace:
        return False
    finally:
        assert time.process_time() - began < SECONDS
    for name, at in cells(t):
        opened = t.explain(name, at)
        assert isinstance(float(opened.total), float)
        assert len(opened.sentence) < 100_000
        assert all(t.has(*source) for source in opened.sources)
    assert time.process_time() - began < SECONDS
    return True


def test_what_the_fuzzing_starts_from_opens(data, tmp_path):
    assert opens_or_is_refused(data, tmp_path / "x.trace")


FUZZ = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(drawn=st.data())
def test_a_file_that_is_cut_is_refused(data, tmp_path, drawn):
    assert not opens_or_is_refused(data[: drawn.draw(st.integers(0, len(data) - 1))], tmp_path / "x.trace")


@FUZZ
@given(drawn=st.data())
def test_a_file_with_other_bytes_opens_or_is_refused(data, tmp_path, drawn):
    found = bytearray(data)
    header = START.size + START.unpack_from(found)[2]
    for _ in range(drawn.draw(st.integers(1, 3))):
        found[drawn.draw(st.one_of(st.integers(0, header), st.integers(0, len(found) - 1)))] = drawn.draw(
            st.integers(0, 255)
        )
    opens_or_is_refused(bytes(found), tmp_path / "x.trace")


@FUZZ
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_open_or_are_refused(tmp_path, found, begun):
    begin = START.pack(MAGIC, VERSION, max(0, len(found) - 8)) if begun else b""
    assert not opens_or_is_refused(begin + found, tmp_path / "x.trace")


def with_header(data, header):
    """The file with another header, and the length that this has."""
    length = START.unpack_from(data)[2]
    header = header.encode("utf-8", "surrogatepass")
    header += b" " * (-(START.size + len(header)) % ALIGNED)
    return START.pack(MAGIC, VERSION, len(header)) + header + data[START.size + length :]


def places(x, at=()):
    """Every place in nested JSON."""
    yield at
    for key, value in x.items() if isinstance(x, dict) else enumerate(x) if isinstance(x, list) else ():
        yield from places(value, (*at, key))


def at_place(x, at):
    for key in at:
        x = x[key]
    return x


WILD = st.one_of(
    st.sampled_from(
        [
            -1,
            0,
            1,
            2,
            3,
            2**31,
            2**53,
            2**63,
            2**64,
            -(2**63),
            10**30,
            10**300,
            1e308,
            -0.0,
            0.5,
            None,
            True,
            False,
            "",
            "x",
            "y",
            "at",
            "yes",
            "NaN",
            "Infinity",
            "{value.__class__}",
            "{before:>1000000000}",
            "n",
            "k",
            "zero",
            "skip",
            "softmax",
            "argmax",
            "quotient",
            "float64",
            "bool",
            "power",
            "round",
            "\ud800",
            "\u202e",
            "a" * 5000,
            [],
            {},
            [[]],
            [0],
            [[0]],
            ["k", 10**9, ""],
            ["k", -1],
            {"const": 2**62, "terms": []},
        ]
    ),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
)


@settings(FUZZ, max_examples=1200)
@given(drawn=st.data())
def test_a_header_that_says_something_else_opens_or_is_refused(data, tmp_path, drawn):
    header = json.loads(data[START.size : START.size + START.unpack_from(data)[2]])
    every = list(places(header))[1:]
    for _ in range(drawn.draw(st.integers(1, 2))):
        *way, last = every[drawn.draw(st.integers(0, len(every) - 1))]
        try:
            inside = at_place(header, way)
            old = inside[last]
        except (KeyError, IndexError, TypeError):
            continue
        if not isinstance(inside, (list, dict)):
            continue  # what was put there before, a text for instance, has no places of its own
        kind = drawn.draw(st.sampled_from(["wild", "wild", "elsewhere", "gone", "twice", "renamed"]))
        if kind == "wild":
            inside[last] = drawn.draw(WILD)
        elif kind == "elsewhere":
            try:
                inside[last] = json.loads(
                    json.dumps(at_place(header, every[drawn.draw(st.integers(0, len(every) - 1))]))
                )
            except (KeyError, IndexError, TypeError):
                continue
        elif kind == "gone":
            del inside[last]
        elif isinstance(inside, list):
            inside.insert(last, old)
        else:
            inside[drawn.draw(st.sampled_from(["x", "y", "at", "share", "by", "tables"]))] = old
    opens_or_is_refused(with_header(data, json.dumps(header)), tmp_path / "x.trace")


HEADERS = {
    "deep lists": "[" * 100_000,
    "deep objects": '{"a":' * 100_000,
    "a huge number": '{"tensors":' + "9" * 100_000 + "}",
    "no number": '{"tensors": NaN}',
    "no end": '{"tensors": Infinity}',
    "a list": "[]",
    "nothing": "",
    "half a letter": '{"tensors": "\ud800"}',
}


@pytest.mark.parametrize("what", HEADERS)
def test_a_header_that_is_none_is_refused(what, data, tmp_path):
    assert not opens_or_is_refused(with_header(data, HEADERS[what]), tmp_path / "x.trace")


def test_a_header_of_many_lists_is_refused_before_they_are_made(data, tmp_path):
    (tmp_path / "x.trace").write_bytes(with_header(data, "[" + "[]," * 2**21 + "[]]"))
    tracemalloc.start()
    with pytest.raises(BadTrace, match="lists"):
        load(tmp_path / "x.trace")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 20e6


def test_a_field_that_stands_twice_is_refused(data, tmp_path):
    header = data[START.size : START.size + START.unpack_from(data)[2]].decode().rstrip()
    assert not opens_or_is_refused(with_header(data, header[:-1] + ',"notes":[]}'), tmp_path / "x.trace")


def test_a_length_that_the_file_has_not_takes_no_memory(data, tmp_path):
    header = json.loads(data[START.size : START.size + START.unpack_from(data)[2]])
    header["tensors"][0]["shape"] = [2**40]
    assert not opens_or_is_refused(with_header(data, json.dumps(header)), tmp_path / "x.trace")
    assert not opens_or_is_refused(START.pack(MAGIC, VERSION, 2**32 - 64) + data[16:], tmp_path / "x.trace")


def test_a_file_that_is_larger_than_asked_for_is_refused(data, tmp_path):
    (tmp_path / "x.trace").write_bytes(data)
    with pytest.raises(BadTrace, match="bytes"):
        load(tmp_path / "x.trace", most=len(data) - 1)
    assert load(tmp_path / "x.trace", most=len(data)).notes == ("A note.",)


def test_a_later_version_says_so(data, tmp_path):
    (tmp_path / "x.trace").write_bytes(START.pack(MAGIC, VERSION + 1, 48) + data[16:])
    with pytest.raises(BadTrace, match=f"version {VERSION + 1}"):
        explainer.load(tmp_path / "x.trace")
