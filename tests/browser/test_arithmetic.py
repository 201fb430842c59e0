"""The browser's reading of the declarations against torch and Python, over random layers and cells."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer import trace
from explainer.core.words import number
from tests.layers import listeners, networks, readers, recurrent, watchers

# Opens given cells, and evaluates every map from the input and the weights alone, by the modules that the stage itself uses.
READ = """async ({cells, tensors, asked}) => {
    const {openCell} = await import("/stage/arithmetic/opening.js");
    const {fill, together} = await import("/stage/arithmetic/time.js");
    const {sentence, place} = await import("/stage/arithmetic/words.js");
    const read = name => ({shape: tensors[name].shape, data: Float32Array.from(tensors[name].data)});
    const made = Object.fromEntries(Object.keys(tensors).map(name => [name, read(name)]));
    for (const name of Object.keys(cells)) made[name].data.fill(NaN);
    for (const group of together(cells)) fill(group, cells, name => made[name]);
    return asked.map(([name, at]) => {
        const opened = openCell(cells[name], at, read);
        return {
            total: opened.total, terms: opened.terms.map(t => t.value), map: [...made[name].data],
            said: `${place(cells[name].out, at, read(name).shape)}: ${sentence(cells[name], opened)}`,
        };
    });
}"""


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(networks(), recurrent(), readers(), watchers(), listeners()), st.data())
def test_torch_python_and_the_browser_agree(modules, drawn, data):
    t = trace(*drawn)
    asked = [(name, tuple(data.draw(st.integers(0, n - 1)) for n in t.tensors[name].shape)) for name in t.cells]
    everything = {**t.tensors, **t.weights}
    tensors = {n: {"shape": v.shape, "data": v.ravel().tolist()} for n, v in everything.items()}
    cells = {n: json.loads(json.dumps(c.as_json())) for n, c in t.cells.items()}
    answers = modules.evaluate(READ, {"cells": cells, "tensors": tensors, "asked": asked})
    for (name, at), found in zip(asked, answers, strict=True):
        opened = t.explain(name, at)
        assert found["total"] == pytest.approx(opened.total, rel=1e-6, abs=1e-9)
        assert found["total"] == pytest.approx(opened.value, rel=1e-5, abs=1e-5)
        assert found["terms"] == pytest.approx(list(opened.terms), rel=1e-6, abs=1e-9)
        assert found["said"] == opened.sentence
        np.testing.assert_allclose(np.array(found["map"]), t.tensors[name].ravel(), rtol=1e-5, atol=1e-5)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32, min_value=-1e6, max_value=1e6))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_numbers_are_written_alike_and_all_digits_give_the_float_back(modules, value):
    short, full = modules.evaluate(
        """async v => { const w = await import("/stage/arithmetic/words.js"); return [w.number(v), w.allDigits(v)]; }""",
        value,
    )
    assert short == number(value)
    assert np.float32(float(full.replace("−", "-"))) == np.float32(value)
