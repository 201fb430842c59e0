"""Functions and reductions answer for every number that a file may hold."""

from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.core.checked import ARITY
from explainer.core.functions import FUNCTIONS
from explainer.core.reductions import REDUCTIONS


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
