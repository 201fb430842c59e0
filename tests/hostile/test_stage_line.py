"""What the browser says over the line is anybody's to say: the page stands, and only what belongs to it is heard."""

from types import SimpleNamespace

import numpy as np
import pytest
import streamlit
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.models.kernels import LARGEST
from explainer.views import component, link
from explainer.views.heard import Edit, Guess, heard
from explainer.views.prediction import Prediction
from tests.pages.visits import sound, visited

PAGES = [
    ("convolution", {}),
    ("convolution", {"show": "Strip"}),
    ("convolution", {"stride": "2"}, {"prediction-convolution": Prediction("place")}),
    ("relu", {}),
    ("pixels", {"pixels-show": "Threshold"}),
    ("pixels", {"pixels-show": "Draw"}),
    ("network", {}),
    ("network", {"open": "conv2[3]"}),
    ("unroll", {}),
    ("same-bag", {}),
    ("gates", {}),
]
SOME = settings(deadline=None, max_examples=20)
NUMBERS = st.sampled_from([0, 1, -1.5, 1000, 1000.1, 1e39, -(10**400), float("nan"), float("inf")]) | st.floats()
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


class Line:
    """A page whose stage is said to have said something, before its next run."""

    def __init__(self, monkeypatch):
        self.said, self.told = None, None
        read, pack = link.read, component.pack

        def stand(key, data, on_said_change):
            self.said = on_said_change

        def hear(settings):
            if self.told is not None and self.said:
                told, self.told = self.told, None
                streamlit.session_state["stage"] = SimpleNamespace(said=told)
                self.said()
            return read(settings)

        def keep(trace, scene, *rest):
            self.shown = trace, scene
            return pack(trace, scene, *rest)

        monkeypatch.setattr(component, "_component", stand)
        monkeypatch.setattr(component, "pack", keep)
        monkeypatch.setattr(link, "read", hear)


@pytest.fixture(scope="module", params=PAGES, ids=lambda p: "-".join([p[0], *p[1].values()]))
def opened(request):
    with pytest.MonkeyPatch.context() as patch:
        line = Line(patch)
        page = visited(*request.param)
        yield page, line, line.shown


def editable(trace, scene):
    """Names of what can be changed on some panel, and how many numbers each has."""
    names = {
        name for column in scene.columns for panel in column for name in vars(panel).values() if isinstance(name, str)
    }
    names |= {g.tensor for column in scene.columns for panel in column for g in getattr(panel, "groups", ())}
    tensors = {**trace.tensors, **trace.weights}
    return {name: tensors[name].size if name in tensors else None for name in names}


@st.composite
def sayings(draw, trace, scene):
    """Edits of what is on show, of the right form or nearly so, in any company."""
    edit, sizes = {}, editable(trace, scene)
    for name in draw(st.lists(st.sampled_from(sorted(sizes)), max_size=6, unique=True)):
        size = sizes[name] or draw(st.integers(0, 12))
        value, odd = draw(st.floats(-2, 2)), draw(NUMBERS | ANYTHING)
        edit[name] = draw(
            st.sampled_from(
                [[value] * size, [value] * (size - 1) + [odd], [odd] * size, [value] * (size + 1), [*range(size)], odd]
            )
        )
    cells = st.sampled_from([f"{name}[{','.join('0' * t.ndim)}]" for name, t in trace.tensors.items()])
    cells |= st.sampled_from(["input[5]", "input[0,9999,0]", "conv1[0]", "x" * 10**6]) | st.text(max_size=10)
    one = st.fixed_dictionaries(
        {"n": st.integers(0, 5) | ANYTHING},
        optional={"edit": st.just(edit) | ANYTHING, "pin": cells | ANYTHING, "guess": cells | ANYTHING},
    )
    good = {"n": draw(st.integers(10**6, 10**9)), "edit": edit}
    return draw(
        st.fixed_dictionaries(
            {"unheard": st.lists(one | ANYTHING, max_size=3).map(lambda some: [*some, good]), "have": ANYTHING}
        )
        | ANYTHING
    )


@SOME
@given(st.data())
def test_whatever_is_said_the_page_stands(opened, data):
    page, line, first = opened
    line.told = data.draw(sayings(*first))
    for _ in range(2):
        page.run()
        sound(page)
    trace, _ = line.shown
    assert all(np.isfinite(t).all() for t in (*trace.tensors.values(), *trace.weights.values()))


@SOME
@given(st.data())
def test_only_whole_tensors_of_bounded_numbers_are_heard(opened, data):
    _, _, (trace, scene) = opened
    sizes = editable(trace, scene)
    _, found = heard(data.draw(sayings(trace, scene)), trace, scene, 0)
    for saying in found:
        if isinstance(saying, Edit):
            for name, values in saying.values.items():
                assert len(values) == sizes[name] or sorted(values) == list(range(len(values)))
                assert np.abs(values).max() <= LARGEST


ODD_CELLS = ["conv1[0,0,0]", "input[0,9999,0]", "input[5]", "input", "nothing[0]", "input[-1,0,0]", "x" * 10**6]


@pytest.mark.parametrize("cell", ODD_CELLS, ids=lambda cell: cell[:20])
def test_only_a_cell_of_what_was_asked_about_is_a_guess(monkeypatch, cell):
    line = Line(monkeypatch)
    visited("convolution", {"stride": "2"}, {"prediction-convolution": Prediction("place")})
    assert line.shown[1].ask == "input"
    told = {"unheard": [{"n": 1, "guess": cell}, {"n": 2, "guess": "input[0,3,4]"}], "have": {}}
    assert heard(told, *line.shown, 0) == (2, [Guess("input[0,3,4]")])


def test_an_edit_that_is_whole_is_heard_once(monkeypatch):
    line = Line(monkeypatch)
    page = visited("convolution", {})
    weight, bias = [0.5] * 9, [0.25]
    told = {"unheard": [{"n": 1, "edit": {"conv1.weight": weight, "conv1.bias": bias}}], "have": {}}
    line.told = told
    page.run()
    np.testing.assert_array_equal(line.shown[0].weights["conv1.weight"].ravel(), weight)
    line.told = {"unheard": [{"n": 2, "edit": {"conv1.weight": [0.75] * 9}}, *told["unheard"]], "have": {}}
    page.run()
    np.testing.assert_array_equal(line.shown[0].weights["conv1.weight"].ravel(), weight, "half an edit is none")
