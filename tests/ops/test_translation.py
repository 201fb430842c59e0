"""The small world and its translators: what it says in French, the arithmetic against torch's own, and the figures that ship."""

from collections import Counter

import numpy as np
import pytest
import torch
from torch.nn import functional

from explainer.data.sentences import Word
from explainer.data.translation import (
    BEGIN,
    LEARNED_MOST,
    drawn,
    english,
    french,
    numbers,
    of_pair,
    stands_for,
    thought,
    vocabulary,
    world,
    written,
)
from explainer.data.vocabulary import PAD
from explainer.models.store import figures
from explainer.models.translation import (
    BY_KEY,
    KINDS,
    READ,
    as_examples,
    examples,
    greedily,
    right,
    sentences,
    trained,
    translate,
    weights_of,
)
from explainer.study.word_by_word import learned
from explainer.views.translation import Shown, in_french, traced

# Said by hand, for every rule of the grammar: agreement, order, elision, what comes before a vowel, and negation.
SAID = {
    "my friend does not see the beautiful bird": "mon ami ne voit pas le bel oiseau.",
    "the old woman buys a red hat": "la vieille femme achète un chapeau rouge.",
    "a girl does not draw a tree": "une fille ne dessine pas d’arbre.",
    "the white cat does not catch a big dog": "le chat blanc n’attrape pas de grand chien.",
    "her old school is not green": "sa vieille école n’est pas verte.",
    "her school is white": "son école est blanche.",
    "my star hears this old hotel": "mon étoile entend ce vieil hôtel.",
    "this tree is new but these new trees are old": "cet arbre est nouveau mais ces nouveaux arbres sont vieux.",
    "these old friends are slow": "ces vieux amis sont lents.",
    "a new hotel knows the horse": "un nouvel hôtel connaît le cheval.",
    "the horses do not hear the mice": "les chevaux n’entendent pas les souris.",
    "an old house wants her beautiful strange flowers": "une vieille maison veut ses belles fleurs étranges.",
    "the bees follow a good calm child and the door is small": "les abeilles suivent un bon enfant calme et la porte est petite.",
    "a tree is beautiful and a bee is pretty": "un arbre est beau et une abeille est jolie.",
    "the child finds a bird": "l’enfant trouve un oiseau.",
}


@pytest.mark.parametrize("said", SAID)
def test_every_rule_of_french_is_kept(said):
    assert written(french(thought(said.split()))) == SAID[said]


@pytest.mark.parametrize("said", ["the", "cat the sees dog", "a old cat is red", "a cats is red", "the cat sees", ""])
def test_what_is_no_sentence_of_it_has_no_translation(said):
    assert thought(said.split()) is None


def test_what_is_thought_is_read_again_and_no_word_is_missing():
    for said in sentences("learned")[:2000]:
        assert thought(english(said)) == said
        assert set(english(said)) <= set(vocabulary("en"))
        assert set(french(said)) <= set(vocabulary("fr"))
        assert len(english(said)) <= LEARNED_MOST + 1
    forms = {word for said in sentences("learned") for word in french(said)}
    assert forms >= set(vocabulary("fr")[3:])


def test_pairs_that_test_or_tune_are_in_no_sentence_to_learn_from():
    kinds = {
        name: [{of_pair(*pair) for pair in said.pairs} for said in sentences(name)]
        for name in ("learned", "tuned", "tested")
    }
    assert all(of <= {"learned"} for of in kinds["learned"])
    for name in ("tuned", "tested"):
        assert all(name in of and of <= {"learned", name} for of in kinds[name])
    w = world()
    counts = Counter(of_pair(n, a) for n in range(len(w["nouns"])) for a in range(len(w["adjectives"])))
    assert counts["tuned"] == counts["tested"] == len(w["nouns"]) * len(w["adjectives"]) / 7


def test_each_french_word_stands_for_an_english_one():
    said = thought(["my", "friend", "does", "not", "see", "the", "beautiful", "bird"])
    assert stands_for(said) == (0, 1, 3, 4, 3, 5, 6, 7, 8)


def _shown(said, key, keep=1):
    table = numbers("en")
    return Shown(tuple(Word(w, w, table.get(w, 1)) for w in (*said.split(), ".")), key, keep, None)


@pytest.mark.parametrize("key", BY_KEY)
def test_the_trace_is_what_torch_itself_makes_and_every_number_opens(key):
    state = _shown("my old friend does not see the beautiful bird", key)
    t, net = traced(state), trained(key)
    x = torch.tensor([[word.number for word in state.words]])
    before = torch.tensor([[numbers("fr")[BEGIN], *state.chosen[:-1]]])
    with torch.no_grad():
        states, h = net[1](net[0](x))
        own, _ = net[3](net[2](before), h)
        if BY_KEY[key].attends:
            looks = torch.softmax(torch.einsum("bsk,btk->bst", own, states), -1)
            assert np.allclose(t.tensors["attention"], looks[0], atol=1e-5)
            own = torch.cat([torch.einsum("bst,btk->bsk", looks, states), own], -1)
        shares = functional.softmax(functional.linear(own, net[4].weight, net[4].bias), -1)
    assert np.allclose(t.tensors["next"], shares[0], atol=1e-5)
    assert tuple(t.tensors["next"].argmax(1)) == state.chosen
    rng = np.random.default_rng(1)
    for name in t.cells:
        for at in {(0, 0), *(tuple(int(rng.integers(n)) for n in t.tensors[name].shape) for _ in range(4))}:
            opened = t.explain(name, at)
            assert opened.total == pytest.approx(opened.value, abs=2e-5, rel=1e-4)
    run = {}
    exec(t.written("next", (1, 5)), run)
    assert run["t"]["next"][1, 5].item() == pytest.approx(float(t.tensors["next"][1, 5]), rel=1e-5)


def test_the_first_french_state_is_made_of_the_last_english_one():
    t = traced(_shown("the cat is red", "attention"))
    first = {source for source in t.explain("decoder.h", (0, 3)).sources if source[0] == "encoder.h"}
    assert first == {("encoder.h", (len(t.tensors["encoder.h"]) - 1, 3))}
    assert all(source[0] != "encoder.h" for source in t.explain("decoder.h", (1, 3)).sources)


@pytest.mark.parametrize("key", BY_KEY)
def test_many_at_once_are_translated_as_one_by_one_and_a_beam_is_no_less_likely(key):
    net, (both, _) = trained(key), examples("tested")
    many = greedily(net, both[:30, :READ])
    for row, x in zip(many, both[:30, :READ], strict=True):
        x = x[x != PAD]
        (greedy,), beam = translate(net, x)[-1], translate(net, x, 3)[-1]
        assert greedy.words == tuple(row[row != PAD].tolist())
        assert list(beam) == sorted(beam, key=lambda one: -one.log)
        assert len({one.words for one in beam}) == 3
        assert beam[0].log >= greedy.log - 1 or beam[0].words != greedy.words


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_the_networks_that_ship_are_as_their_figures_say(kind):
    found = figures("translation")
    assert found["weights"][kind.key] == weights_of(kind.key)
    assert right(trained(kind.key), *examples("tested")) == pytest.approx(
        found["share right"][kind.key]["greedy"][0], abs=0.005
    )
    assert len(found["share right"][kind.key]["greedy"]) == len(found["about"]["seeds"])
    assert found["tuning"]["chosen"][kind.key] == f"{kind.units} units, {kind.rate:g}"


def test_the_larger_network_without_attention_falls_behind_where_sentences_are_long():
    found = figures("translation")
    assert found["weights"]["bottleneck"] > found["weights"]["attention"]
    longest = str(found["about"]["longest learned from"])
    on, off = (sum(found["by length"][key][longest]) for key in ("attention", "bottleneck"))
    assert on > off


def test_the_rival_finds_its_dictionary_and_keeps_the_english_order():
    pairs = [(english(said), french(said)) for said in drawn(2000, 4, "learned")]
    one = learned(pairs, ((1,), ()))
    assert one.translate(("the", "cat", "sees", "the", "woman", ".")) == ("le", "chat", "voit", "la", "femme", ".")
    assert one.translate(("the", "red", "cat", "is", "calm", "."))[1:3] == ("rouge", "chat")
    found = figures("translation")["rival"]
    assert found["chosen"] == max(
        found["tuned, and with the right words"], key=lambda name: found["tuned, and with the right words"][name]
    )


def test_words_by_number_and_back():
    both, targets = as_examples(sentences("tested")[:5])
    for row, said in zip(targets, sentences("tested"), strict=False):
        assert in_french(tuple(row[row != PAD].tolist())) == french(said)
    assert (both[:, READ] == numbers("fr")[BEGIN]).all()
