"""Traces as files: what comes back opens as what was saved, and what could not be opened is not written."""

import struct

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn

from explainer import BadTrace, Trace, load, trace
from explainer.core.declaration import Cell, Factor, Part, table, var
from explainer.core.derived import behind
from explainer.core.saving import TYPES
from tests.layers import networks

START = struct.Struct("<8sII")
pytestmark = pytest.mark.filterwarnings("ignore:std")


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


def test_a_cell_that_is_made_of_itself_opens_and_leads_nowhere(tmp_path):
    t = one_cell(of=(Factor("y", (var("n"),)),))
    t.save(tmp_path / "x.trace")
    t = load(tmp_path / "x.trace")
    assert t.explain("y", (1,)).total == 1
    with pytest.raises(LookupError, match="itself"):
        behind(t, "y", (1,), "x")
