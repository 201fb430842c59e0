"""Traces as files: what comes back opens as what was saved, and what anybody might have written opens or is refused."""

import json
import math
import struct
import time
import tracemalloc

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn

import explainer
from explainer import BadTrace, Trace, load, trace
from explainer.core.checked import ARITY
from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.core.derived import behind
from explainer.core.functions import FUNCTIONS
from explainer.core.reductions import REDUCTIONS
from explainer.core.saving import ALIGNED, MAGIC, TYPES, VERSION
from tests.layers import networks

START = struct.Struct("<8sII")
pytestmark = pytest.mark.filterwarnings("ignore:std")
SECONDS = 20  # far more than any takes, on a machine that is doing much else


class Own(nn.Module):
    """With a branch, arithmetic, a loop, a lookup, a mask, a hole in the way and several outputs."""

    def __init__(self):
        super().__init__()
        self.rows, self.layer = nn.Embedding(7, 4), nn.Linear(4, 4)

    def forward(self, words, x):
        h = self.rows(words) + x
        for _ in range(2):
            h = torch.tanh(self.layer(h)) * 2
        if h.sum() > -1000:
            h = h.masked_fill(h < -1, -torch.inf)
        return {
            "h": h.clamp(min=0),
            "share": h.softmax(-1),
            "std": h[:1].std(0, correction=1),
            "best": h.topk(2).indices,
        }


def own():
    return trace(Own(), torch.tensor([3, 1, 3]), torch.randn(3, 4))


TRACES = {
    "own": own,
    "digits": lambda: trace(
        nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.AdaptiveAvgPool2d(3), nn.Flatten(),
                      nn.Linear(27, 4), nn.Softmax(-1)).eval(), torch.randn(1, 1, 8, 8)),
    "lstm": lambda: trace(nn.LSTM(3, 4, 2, bidirectional=True), torch.randn(5, 2, 3), example=1),
    "double": lambda: trace(nn.ConvTranspose2d(2, 3, 3, 2).double(), torch.randn(1, 2, 4, 4).double()),
    "brain": lambda: trace(nn.Linear(3, 2).bfloat16(), torch.randn(4, 3).bfloat16()),
}  # fmt: skip


@pytest.fixture(scope="module", params=TRACES)
def kept(request, tmp_path_factory):
    torch.manual_seed(0)
    t, path = TRACES[request.param](), tmp_path_factory.mktemp("traces") / "run.trace"
    t.save(path)
    return t, path


def cells(t):
    for name, values in t.tensors.items():
        for at in np.ndindex(values.shape):
            yield name, at


def same(a, b):
    return a == b or (a != a and b != b)


def hold_the_same(t, back, some=None):
    assert list(back.tensors) == list(t.tensors)
    assert list(back.weights) == list(t.weights)
    for name in (*t.tensors, *t.weights):
        assert back.read(name).dtype == t.read(name).dtype
        np.testing.assert_array_equal(back.read(name), t.read(name))
    assert repr(back.cells) == repr(t.cells)
    assert back.cells.keys() == t.cells.keys()
    for name, at in some or cells(t):
        one, other = t.explain(name, at), back.explain(name, at)
        assert same(other.total, one.total)
        assert same(other.value, one.value)
        assert (other.sentence, other.sources) == (one.sentence, one.sources)
        assert [(x.label, x.sources) for x in other.terms] == [(x.label, x.sources) for x in one.terms]
        np.testing.assert_array_equal(other.terms, one.terms)


def test_what_comes_back_opens_as_what_was_saved(kept):
    t, path = kept
    back = load(path)
    hold_the_same(t, back)
    assert (back.opaque, back.notes, back.outputs, back.lines) == (t.opaque, t.notes, t.outputs, {})
    assert back.sources == t.sources
    assert [line.number for line in back.sources.values()] == [line.number for line in t.sources.values()]
    assert [(d.tensor, d.value, d.line) for d in back.decided] == [(d.tensor, d.value, d.line) for d in t.decided]


def test_folders_of_the_program_stay_at_home(kept):
    _, path = kept
    assert all("/" not in line.file for line in load(path).sources.values())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(networks(), st.data())
def test_random_networks_come_back(tmp_path, drawn, data):
    t = trace(*drawn)
    t.save(tmp_path / "run.trace")
    some = [(name, tuple(data.draw(st.integers(0, n - 1)) for n in x.shape)) for name, x in t.tensors.items() if x.size]
    hold_the_same(t, Trace.load(tmp_path / "run.trace"), some)


def test_a_file_is_hardly_larger_than_its_numbers(tmp_path):
    t = trace(
        nn.Sequential(nn.Conv2d(3, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 30 * 30, 10)), torch.randn(3, 32, 32)
    )
    t.save(tmp_path / "run.trace")
    numbers = sum(x.nbytes for x in (*t.tensors.values(), *t.weights.values()))
    assert numbers < (tmp_path / "run.trace").stat().st_size < 1.01 * numbers


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_comes_back(kind, tmp_path):
    values = np.array([[0, 1], [1, 0]], kind)
    for x in (
        values,
        values.T,
        values[:, :0],
        values[0, 1],
        np.asfortranarray(values),
        values.astype(values.dtype.newbyteorder(">")),
    ):
        Trace({"x": np.asarray(x)}, {}, {}).save(tmp_path / "x.trace")
        back = load(tmp_path / "x.trace").tensors["x"]
        assert back.dtype == np.dtype(kind)
        np.testing.assert_array_equal(back, x)


def test_numbers_of_a_kind_that_no_file_holds_are_refused(tmp_path):
    with pytest.raises(BadTrace, match="complex64"):
        Trace({"x": np.zeros(2, np.complex64)}, {}, {}).save(tmp_path / "x.trace")


UNEVEN = ((0, 1, 2), (0, 1), (0, 1, 2))
X = (Factor("x", (var("n"),)),)


def one_cell(sentence="{value}.", over=(), of=X, **how):
    part = Part(of, over)
    return Trace(
        {"x": np.arange(3.0), "y": np.arange(3.0)}, {}, {"y": Cell((("n", "place"),), (part,), (sentence,), **how)}
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "{value.__class__}",
        "{before:>1000000000}",
        "{0}",
        "{",
        "}",
        "{{value}}",
        "{value!r}",
        "%s {} {count[0]}",
        "{times} {add}",
    ],
)
def test_a_sentence_is_text_and_nothing_in_it_is_carried_out(sentence, tmp_path):
    one_cell(sentence).save(tmp_path / "x.trace")
    said = load(tmp_path / "x.trace").explain("y", (1,)).sentence
    plain = sentence.replace("{value}", "1.00").replace("{times}", "once").replace("{add}", "adds")
    assert said == f"Place 2: {plain}"


BAD = {
    "a sum of too much": ("reads too much", lambda: one_cell(over=(("k", 10**7, "cell"), ("l", 10, "cell")))),
    "much beside a range of nothing": ("reads too much", lambda: one_cell(over=(("k", 0, "cell"), ("l", 2**26, "cell")))),
    "a range below nothing": ("from 0 to", lambda: one_cell(over=(("k", -1, "cell"),))),
    "a tensor that is not there": ("not there", lambda: one_cell(of=(Factor("z", (var("n"),)),))),
    "too many indices": ("1 dimensions, with 2", lambda: one_cell(of=(Factor("x", (var("n"), var("n"))),))),
    "a variable that nothing counts": ("nothing counts", lambda: one_cell(of=(Factor("x", (var("k"),)),))),
    "a place beyond whole numbers": ("leads to place", lambda: one_cell(of=(Factor("x", (var("n") * 2**62,)),))),
    "a table that is too short": (r"shape \(2,\)", lambda: one_cell(of=(Factor("x", (table((0, 1), "n"),)),))),
    "a table of uneven rows": ("different lengths", lambda: one_cell(of=(Factor("x", (table(UNEVEN, "n", "n"),)),))),
    "a table of fewer dimensions": (r"shape \(3,\)", lambda: one_cell(of=(Factor("x", (table("x", "n", "n"),)),))),
    "a table that is not there": ("not there", lambda: one_cell(of=(Factor("x", (table("z", "n"),)),))),
    "a function that is not ours": ("version knows", lambda: one_cell(function=("eval",))),
    "too few parameters": ("takes 1 to 1", lambda: one_cell(function=("leaky_relu",))),
    "too many parameters": ("takes 0 to 0", lambda: one_cell(function=("relu", 1.0))),
    "a reduction that is not ours": ("version knows", lambda: one_cell(reduce="exec")),
    "two terms of three": ("takes two", lambda: one_cell(reduce="quotient", over=(("k", 3, "cell"),))),
    "an edge that is not ours": ("version knows", lambda: one_cell(of=(Factor("x", (var("n"),), outside="wrap"),))),
    "hidden text": ("can be shown", lambda: one_cell("\u202e{value}")),
    "a long sentence": ("can be shown", lambda: one_cell("{products}" * 1000)),
    "a part of nothing": ("made of nothing", lambda: one_cell(of=())),
    "the same variable twice": ("counts twice", lambda: one_cell(over=(("n", 2, "cell"),))),
    "an own place that nothing counts": ("nothing counts", lambda: one_cell(reduce="softmax", own=var("k"))),
    "a name that no tensor can have": ("no tensor can have", lambda: Trace({"<script>": np.zeros(1)}, {}, {})),
    "a tensor that is a weight": ("same name", lambda: Trace({"x": np.zeros(1)}, {"x": np.zeros(1)}, {})),
    "a cell of nothing": ("not there", lambda: Trace({}, {}, {"y": Cell((), (), ("",))})),
    "an output that is not there": ("not there", lambda: Trace({}, {}, {}, outputs=("x",))),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_could_not_be_opened_is_refused(what, tmp_path):
    says, made = BAD[what]
    with pytest.raises(BadTrace, match=says):
        made().save(tmp_path / "x.trace")
    assert not (tmp_path / "x.trace").exists()


@settings(max_examples=1500, deadline=None)
@given(
    st.sampled_from(sorted(FUNCTIONS)),
    st.one_of(st.floats(), st.sampled_from([0.0, -0.0, 1e308, -1e308, 710.0, 5e-324])),
    st.lists(st.one_of(st.floats(), st.sampled_from([0.0, 1.0, 400.0, -400.0])), min_size=4, max_size=4),
)
def test_every_function_answers_for_every_number(key, x, parameters):
    for count in range(ARITY[key][0], ARITY[key][1] + 1):
        assert isinstance(float(FUNCTIONS[key](x, *parameters[:count])), float)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(sorted(REDUCTIONS)), st.lists(st.floats(), max_size=3), st.integers(-3, 10**20))
def test_every_reduction_answers_for_any_terms(key, terms, own):
    found = REDUCTIONS[key]
    assert isinstance(float(found.comes_to(found.counts(terms, own), own)), float)


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


def test_a_cell_that_is_made_of_itself_opens_and_leads_nowhere(tmp_path):
    t = one_cell(of=(Factor("y", (var("n"),)),))
    t.save(tmp_path / "x.trace")
    t = load(tmp_path / "x.trace")
    assert t.explain("y", (1,)).total == 1
    with pytest.raises(LookupError, match="itself"):
        behind(t, "y", (1,), "x")
