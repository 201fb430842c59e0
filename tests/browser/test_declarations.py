"""The browser's tables and its reading of declarations against Python's: every function, every way in which terms come
together, and cells as no layer has them."""

import base64
import inspect
import json
import warnings
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from explainer.core.declaration import Cell, Factor, Part, table, var
from explainer.core.explain import explain
from explainer.core.functions import FUNCTIONS
from explainer.core.record import _traced
from explainer.core.reductions import REDUCTIONS
from explainer.core.words import number
from explainer.views.payload import pack
from explainer.views.scene import Scene, cell_name, parse_cell
from tests.ops.drawn import OF_SOME, composed, declarations
from tests.ops.test_any_module import some_cells

EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.5, -2.5, 1e-300, -1e-9, 1e9, 1e300, -1e300, np.inf, -np.inf, np.nan]
# What is sensible of a parameter where it is not just any number.
SENSIBLE = {
    "decimals": st.integers(-2, 3),
    "eps": st.floats(0, 1),
    "beta": st.floats(0.1, 3),
    "delta": st.floats(0.1, 3),
    "base": st.floats(0, 3),
    "alpha": st.floats(0.1, 3),
    "p": st.one_of(st.integers(-3, 3), st.floats(-3, 3)).map(float),
}
ONE_OR_MORE = {*OF_SOME, "place"}
MANY = {"sum", "mean", "max", "min", "product", "log_sum_exp", "count", "any", "all", *ONE_OR_MORE}
# Only what is whole has bits.
OF_WHOLE = {"bits_turned", "bits_and", "bits_or", "bits_xor", "bits_up", "bits_down"}
# Many cases go to the browser together, and the failing one is named: to shrink all of them would take minutes.
TOLERANT = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.explicit, Phase.reuse, Phase.generate],
}


def ask(modules, body, asked):
    """What a function in the browser answers; ``of`` gives it one of the stage's modules of arithmetic."""
    return modules.evaluate(
        f"""async asked => {{
            const of = async name => import(`/stage/arithmetic/${{name}}.js`);
            {body}
        }}""",
        asked,
    )


def same(a, b, scale=0.0):
    """Alike to the last few digits, of the number itself or of what cancelled to it."""
    if a != a or b != b:
        return a != a and b != b
    return a == b or abs(a - b) <= 1e-12 * max(abs(b), scale) + 1e-300


def test_both_have_the_same_functions_and_reductions(modules):
    names = """const [{FUNCTIONS}, {REDUCTIONS}] = [await of("functions"), await of("reductions")];
        return [Object.keys(FUNCTIONS), Object.keys(REDUCTIONS)];"""
    functions, reductions = ask(modules, names, None)
    assert set(functions) == set(FUNCTIONS)
    assert set(reductions) == set(REDUCTIONS)


@settings(max_examples=12, **TOLERANT)
@given(st.lists(st.one_of(st.floats(), st.floats(-5, 5)), min_size=10, max_size=30), st.data())
def test_functions_answer_alike(modules, drawn, data):
    numbers = EDGES + [x if x == x else np.nan for x in drawn]
    asked = []
    for name, function in FUNCTIONS.items():
        own = list(inspect.signature(function).parameters)[1:]
        asked.append([name, [float(data.draw(SENSIBLE.get(one, st.floats(-3, 3)))) for one in own]])
    body = """const {applied} = await of("functions");
        return asked[0].map(([name, by]) => asked[1].map(x => applied(name, by)(x)));"""
    for (name, by), answers in zip(asked, ask(modules, body, [asked, numbers]), strict=True):
        for x, answer in zip(numbers, answers, strict=True):
            if name in OF_WHOLE and not np.isfinite(x):
                continue
            expected = FUNCTIONS[name](x, *by)
            assert same(answer, expected, min(1.0, abs(x))), (name, by, x, answer, expected)


@settings(max_examples=12, **TOLERANT)
@given(st.lists(st.one_of(st.floats(), st.floats(-5, 5)), min_size=10, max_size=30), st.integers(0, 10_000))
def test_terms_come_together_alike(modules, drawn, seed):
    chance = np.random.default_rng(seed)
    numbers = EDGES + [x if x == x else np.nan for x in drawn]
    asked = []
    for name in REDUCTIONS:
        for _ in range(15):
            least, most = (2, 2) if name not in MANY else (1 if name in ONE_OR_MORE else 0, 8)
            kind = range(40) if name in OF_WHOLE else numbers[:8] if chance.random() < 0.5 else numbers
            terms = [float(x) for x in chance.choice(kind, chance.integers(least, most, endpoint=True))]
            if name == "place":
                terms = [terms[0], 0.0, *terms]
            asked.append([name, terms, int(chance.integers(0, max(1, len(terms))))])
    body = """const {REDUCTIONS} = await of("reductions");
        return asked.map(([name, terms, own]) => REDUCTIONS[name].open(terms.map(value => ({value})), () => own).before);"""
    for (name, terms, own), answer in zip(asked, ask(modules, body, asked), strict=True):
        reduction = REDUCTIONS[name]
        expected = reduction.comes_to(reduction.counts(terms, own), own)
        scale = max((abs(t) for t in terms if np.isfinite(t)), default=0.0) if name.startswith("log") else 0.0
        assert same(answer, expected, scale), (name, terms, own, answer, expected)


READ = """const [{openCell}, {filler}] = [await of("opening"), await of("filling")];
    return JSON.parse(asked).map(({cell, shape, tensors}) => {
        const numbers = ({shape, data}) => ({shape, data: Float32Array.from(data, Number)});
        const held = Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, numbers(x)]));
        const out = {shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1))};
        filler(cell, out, name => held[name])(0, out.data.length);
        const cells = [...out.data].map((filled, k) => {
            const at = shape.map((n, d) => Math.floor(k / shape.slice(d + 1).reduce((a, b) => a * b, 1)) % n);
            const {total, terms} = openCell(cell, at, name => held[name]);
            return {filled, total, terms: terms.map(t => t.value)};
        });
        return cells;
    });"""


# A place that stands outside, from which a range would lead back in.
_OUTSIDE = table((-1, 0), "o0") + var("r0")
BACK_IN = Cell((("o0", "cell"),), (Part((Factor("x", (_OUTSIDE,)),), (("r0", 2, "cell"),)),), ("{value}",))


@settings(max_examples=60, **TOLERANT)
@example([(BACK_IN, (2,), {"x": np.ones(3, np.float32)})])
@given(st.lists(declarations(), min_size=8, max_size=8))
def test_any_declaration_opens_alike_and_all_its_cells_at_once_are_the_same(modules, drawn):
    asked = [
        {
            "cell": cell.as_json(),
            "shape": shape,
            "tensors": {
                n: {"shape": x.shape, "data": [str(v) for v in x.ravel().tolist()]} for n, x in tensors.items()
            },
        }
        for cell, shape, tensors in drawn
    ]
    text = json.dumps(asked, allow_nan=False).replace('"inf"', '"Infinity"').replace('"-inf"', '"-Infinity"')
    for (cell, shape, tensors), answers in zip(drawn, ask(modules, READ, text), strict=True):
        for at, answer in zip(np.ndindex(*shape), answers, strict=True):
            with np.errstate(all="ignore"):
                opened = explain(cell, at, 0.0, tensors.__getitem__, shape)
                filled = float(np.float32(opened.total))
            sizes = [abs(v) for v in opened.terms if np.isfinite(v)]
            assert np.allclose(answer["terms"], list(opened.terms), rtol=1e-9, equal_nan=True), (cell, at)
            assert same(answer["total"], opened.total, max(sizes, default=0)), (cell, at, answer["total"], opened.total)
            close = np.isclose(answer["filled"], filled, rtol=1e-6, atol=1e-6 * sum(sizes), equal_nan=True)
            assert close, (cell, at, answer["filled"], filled)


PAYLOAD = """const {headerOf, tensorsOf} = await import("/stage/payload.js");
    const [{openCell}, {fill, together}] = [await of("opening"), await of("time")];
    const {place, sentence} = await of("words");
    const bytes = Uint8Array.from(atob(asked[0]), c => c.charCodeAt(0));
    const header = headerOf(bytes);
    const tensors = tensorsOf(bytes, header, new Map());
    const filled = {};
    for (const group of together(header.cells)) {
        const made = new Map(tensors);
        for (const name of group) made.set(name, {...tensors.get(name), data: new Float32Array(tensors.get(name).data.length)});
        fill(group, header.cells, name => made.get(name));
        for (const name of group) filled[name] = [...made.get(name).data];
    }
    const read = name => tensors.get(name);
    const opened = asked[1].map(([name, at]) => {
        const found = openCell(header.cells[name], at, read);
        const where = place(header.cells[name].out, at, read(name).shape);
        return {total: found.total, said: `${where}|${sentence(header.cells[name], found)}`};
    });
    return [opened, filled];"""


@settings(max_examples=120, **TOLERANT)
@given(composed(), st.data())
def test_torch_python_and_the_browser_agree_on_any_module(modules, drawn, data):
    module, inputs = drawn
    t = _traced(module, inputs, {}, 0)
    # The browser has float32 numbers; so that a step in a function is the same step, Python gets these too.
    with np.errstate(all="ignore"):
        single = replace(
            t,
            tensors={n: x.astype(np.float32) for n, x in t.tensors.items()},
            weights={n: x.astype(np.float32) for n, x in t.weights.items()},
        )
    asked = [(name, at) for name in t.cells for at in some_cells(data, t.read(name).shape, 2)]
    scene = Scene("any", (), next(iter(t.tensors)))
    sent = base64.b64encode(pack(t, scene, None, {})).decode()
    opened, filled = ask(modules, PAYLOAD, [sent, asked])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for (name, at), answer in zip(asked, opened, strict=True):
            own, torchs = single.explain(name, at), t.explain(name, at)
            size = sum(abs(v) for v in own.terms if np.isfinite(v))
            assert same(answer["total"], own.total, size), (name, at, answer, own.total)
            if t.read(name).dtype == np.float32:
                value, total = torchs.value, float(np.float32(answer["total"]))
                assert np.isclose(total, value, rtol=1e-5, atol=1e-5 * size, equal_nan=True), (name, at, total, value)
            where, said = answer["said"].split("|", 1)
            assert own.sentence == (f"{where}: {said}" if where else said[:1].upper() + said[1:])
        for name, at in asked:
            own = single.explain(name, at)
            size = sum(abs(v) for v in own.terms if np.isfinite(v))
            one = filled[name][int(np.ravel_multi_index(at, t.read(name).shape)) if at else 0]
            close = np.isclose(one, np.float32(own.total), rtol=1e-5, atol=1e-5 * size, equal_nan=True)
            assert close, (name, at, one, own.total)


@settings(max_examples=10, **TOLERANT)
@given(st.lists(st.one_of(st.floats(), st.integers(0, 2**60).map(float), st.floats(-10, 10, width=16)), min_size=40))
def test_numbers_of_any_size_are_written_alike(modules, drawn):
    numbers = [*EDGES, *drawn, 1125e12, 1135e12, 999.5e15, 0.125, 0.375]
    assert ask(modules, "const {number} = await of('words'); return asked.map(v => number(v));", numbers) == [
        number(v) for v in numbers
    ]


NAMES = ["conv1", "relu:2", "layer2.0.add", "attn.scores", "größe", "loss", "лес.h", "x²"]
NO_CELLS = [
    "",
    "conv1",
    "conv1[",
    "[0]",
    "a b[0]",
    "a[0]b[0]",
    "a[-1]",
    "a[0,]",
    "a[0.5]",
    "a/b[1]",
    "a[1234567890]",
    "a[١]",
]


@settings(max_examples=10, **TOLERANT)
@given(st.lists(st.from_regex(r"[\w.:~ ]{1,8}\[[0-9,]{0,6}\]?", fullmatch=True), min_size=20, max_size=40))
def test_cells_are_named_alike(modules, drawn):
    named = [(name, at) for name in NAMES for at in [(), (0,), (3, 12, 0)]]
    texts = [cell_name(*one) for one in named] + NO_CELLS + [text for text in drawn if "~" not in text]
    body = "const {parseCell} = await of('words'); return asked.map(t => parseCell(t));"
    answers = [found and (found["tensor"], tuple(found["at"])) for found in ask(modules, body, texts)]
    assert answers == [parse_cell(text) for text in texts]
    assert answers[: len(named)] == named
    assert not any(answers[len(named) : len(named) + len(NO_CELLS)])
