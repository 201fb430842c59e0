"""Networks of different families side by side: what they cost, what size, length and padding do to them, how far they reach."""

from copy import deepcopy
from dataclasses import asdict

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from explainer.data import shuffling
from explainer.data.sentences import grammar, majority
from explainer.models import readers, store
from explainer.models.comparing.digits import LEAST, PASSES, RIVALS, RivalRecipe
from explainer.models.comparing.sentences import MIXED, PaddedRecipe, SentenceRecipe, longer, prevailing
from explainer.models.comparing.sizes import (
    HEADS,
    LARGER,
    OWN,
    SHEET,
    SizeRecipe,
    at_size,
    on_any_sheet,
    on_sheet,
    pooled,
)
from explainer.models.digits import network, trained
from explainer.models.readers import KINDS, Reader, reader
from explainer.models.readers import trained as readers_trained
from explainer.models.recipes import held_out
from explainer.study.comparing.costs import in_a_row, multiply_adds
from explainer.study.comparing.padding import READ, distance, share_right
from explainer.study.comparing.reach import box, by_deletion, by_gradient, by_ring, field, in_shares
from explainer.study.comparing.refusing import refused
from explainer.study.make.comparing.__main__ import PARTS
from explainer.study.make.comparing.costs import sentence
from explainer.study.make.comparing.digits import AMOUNTS, SEEDS

DIGIT = torch.rand(1, 1, 26, 26, generator=torch.Generator().manual_seed(1))
FIGURES = store.figures("comparing")
LOOPS = ("rnn", "gru", "lstm")


def of(key):
    return next(kind for kind in KINDS if kind.key == key)


def lists(tree):
    """Every list of shares in a file's part."""
    if isinstance(tree, dict):
        for value in tree.values():
            yield from lists(value)
    elif isinstance(tree, list):
        yield tree


def torchs_own_count(net, x):
    """Torch counts the flops of every matrix product and convolution it runs, two for one multiply-add."""
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        net(x)
    return counter.get_total_flops() // 2


class Spelt(nn.Module):
    """A recurrent layer as a loop over torch's own cell: what runs as one operation escapes the count."""

    def __init__(self, layer):
        super().__init__()
        cell = {nn.RNN: nn.RNNCell, nn.GRU: nn.GRUCell, nn.LSTM: nn.LSTMCell}[type(layer)]
        self.cell = cell(layer.input_size, layer.hidden_size)

    def forward(self, x):
        state, found = None, []
        for t in range(x.shape[1]):
            state = self.cell(x[:, t], state)
            found.append(state[0] if isinstance(state, tuple) else state)
        return torch.stack(found, 1)


def spelt(net):
    layers = [Spelt(layer) if isinstance(layer, nn.RNNBase) else layer for layer in net]
    return (Reader if isinstance(net, Reader) else nn.Sequential)(*layers)


NETS = {f"digits {key}": (rival.make, DIGIT) for key, rival in RIVALS.items()} | {
    f"sentences {kind.key}": (lambda kind=kind: reader(kind), sentence()) for kind in KINDS
}


@pytest.mark.parametrize("name", NETS)
def test_multiplications_are_as_many_as_torch_runs(name):
    make, x = NETS[name]
    net = make()
    subject, key = name.split()
    counted = multiply_adds(net, x)
    assert counted == torchs_own_count(spelt(net), x)
    assert counted == FIGURES["costs"][subject][key]["multiply-adds"]
    assert FIGURES["costs"][subject][key]["weights"] == sum(
        w.numel() for w in net.state_dict().values() if w.dim() > 0
    ) - (key == "pairs")


def test_what_a_loop_multiplies_grows_with_the_words_and_so_does_what_must_wait():
    few, many = torch.full((1, 7), 2), torch.full((1, 70), 2)
    for key in LOOPS:
        net = reader(of(key))
        head = net[-1].weight.numel()
        assert 10 * (multiply_adds(net, few) - head) == multiply_adds(net, many) - head
        assert in_a_row(net, many) - in_a_row(net, few) == 63
    conv = reader(of("conv"))
    assert multiply_adds(conv, many) > 9 * multiply_adds(conv, few)
    assert in_a_row(conv, many) == in_a_row(conv, few) == 2


def test_four_of_the_rivals_have_as_many_weights_within_a_twentieth():
    own = FIGURES["costs"]["digits"]["cnn"]["weights"]
    assert own == 5258
    assert all(abs(FIGURES["costs"]["digits"][key]["weights"] / own - 1) < 0.05 for key in ("lstm", "rnn", "mlp"))


@pytest.mark.parametrize("part", PARTS)
def test_every_part_ships_with_its_settings(part):
    assert FIGURES[part]["settings"]
    assert all(
        np.isfinite(values).all() for values in lists({k: v for k, v in FIGURES[part].items() if k != "settings"})
    )


def test_shares_are_of_five_seeds_and_of_whole_digits():
    parts = [
        FIGURES["digits"]["by digits"], FIGURES["digits"]["shuffled"], FIGURES["sentences"]["shuffled"], FIGURES["sizes"]["heads"],
        FIGURES["lengths"]["by words"], FIGURES["padding"]["read"], FIGURES["padding"]["learned padded"],
    ]  # fmt: skip
    found = [values for part in parts for values in lists(part)]
    assert {len(values) for values in found} == {len(SEEDS)} == {5}
    for values in [*lists(parts[0]), *lists(parts[1]), *lists(parts[3])]:
        assert np.allclose(np.array(values) * 1500, np.round(np.array(values) * 1500), atol=0.08)
    assert {int(n) for n in FIGURES["digits"]["by digits"]["cnn"]} == set(AMOUNTS)


def test_every_rate_is_the_one_that_was_right_most_often_and_no_end_of_the_row():
    rates = {key: rival.rate for key, rival in RIVALS.items()} | {key: head.rate for key, head in HEADS.items()}
    tuned = FIGURES["tuning"]
    assert not {*tuned["settings"]["seeds"]} & {*SEEDS}
    for key, rate in rates.items():
        tried = {float(each): np.mean(right) for each, right in tuned["share right"][key].items()}
        assert max(tried, key=tried.get) == rate == tuned["chosen"][key]
        assert min(tried) < rate < max(tried)


def test_the_rule_is_the_one_that_is_written_beside_the_figures():
    written = FIGURES["digits"]["settings"]
    assert (written["passes"], written["steps at least"]) == (PASSES, LEAST)
    assert written["learning"]["cnn"]["steps"] == RivalRecipe("cnn").settings.steps == 8 * 133
    assert RivalRecipe("cnn", digits=100).settings.steps == LEAST
    for key in RIVALS:
        assert written["learning"][key] == asdict(RivalRecipe(key).settings)
    for head in HEADS:
        assert FIGURES["sizes"]["settings"]["learning"][head] == asdict(SizeRecipe(head).settings)
        assert SizeRecipe(head).settings.steps == 2 * RivalRecipe("cnn").settings.steps
    for part in ("sentences", "lengths", "padding", "influence"):
        assert FIGURES[part]["settings"]["learning"] == asdict(readers.SETTINGS)


def test_a_digit_figure_comes_out_again_and_a_small_one_in_whole():
    recipe = RivalRecipe("mlp", 3, 300)
    *_, last = recipe.run()
    net, (x, labels) = recipe.net(last), held_out()
    with torch.no_grad():
        right = (net(x).argmax(1) == labels).double().mean().item()
    assert right == pytest.approx(FIGURES["digits"]["by digits"]["mlp"]["300"][2], abs=0.01)


def test_a_sentence_figure_comes_out_again():
    recipe = SentenceRecipe("bag", "majority", 2, "alike")
    *_, last = recipe.run()
    assert last.accuracy == pytest.approx(FIGURES["sentences"]["shuffled"]["alike"]["majority"]["bag"][1], abs=0.006)
    *_, plain = SentenceRecipe("bag", "majority", 2).run()
    assert plain.accuracy == pytest.approx(store.figures("readers")["share right"]["bag"]["majority"][1], abs=0.006)


def test_pixels_change_places_in_all_pictures_the_same_way():
    x = torch.rand(3, 2, 5, 4).numpy()
    found = shuffling.pixels_alike(x)
    assert not np.array_equal(found, x)
    flat, moved = x.reshape(6, 20), found.reshape(6, 20)
    places = [int(np.flatnonzero(flat[0] == value)[0]) for value in moved[0]]
    assert sorted(places) == list(range(20))
    assert np.array_equal(flat[:, places], moved)


def test_words_change_places_within_their_sentence_alone():
    rows = np.array([[2, 3, 4, 5, 6, 0], [7, 8, 9, 10, 11, 0], [2, 3, 4, 5, 6, 7], [12, 13, 0, 0, 0, 0]])
    for shuffle in (shuffling.words_alike, shuffling.words_each):
        found = shuffle(rows)
        assert [sorted(row) for row in found.tolist()] == [sorted(row) for row in rows.tolist()]
        assert np.array_equal(found == 0, rows == 0)
    alike = shuffling.words_alike(rows)
    assert np.array_equal(alike[1] - alike[0], [5, 5, 5, 5, 5, 0])
    many = np.tile(np.arange(2, 10), (50, 1))
    assert len({tuple(row) for row in shuffling.words_each(many)}) > 40
    assert len({tuple(row) for row in shuffling.words_alike(many)}) == 1


def test_a_majority_of_any_odd_number():
    g = grammar()
    for opinions in (1, 9, 39):
        found = majority(40, 5, opinions)
        for text, label in zip(found.texts, found.labels, strict=True):
            said = [w for w in text.split() if w in (*g.good, *g.bad)]
            assert len(said) == opinions
            assert label == (2 * sum(w in g.good for w in said) > opinions)
    x, _ = prevailing(77, 6)
    assert x.shape == (6, 80)
    learned, _ = SentenceRecipe("rnn", "lengths").examples()
    lengths = (learned[0] != 0).sum(1)
    assert {int(n) for n in lengths} == {n + 3 for n in MIXED}


def test_the_same_kernels_take_any_size_and_the_dense_head_takes_one():
    maps = trained()[:6]
    assert maps(torch.zeros(1, 1, *OWN)).shape == (1, 16, 5, 5)
    assert maps(torch.zeros(1, 1, *SHEET)).shape == (1, 16, 8, 11)
    said = refused(network(), torch.zeros(1, 1, *SHEET))
    assert "1408" in said
    assert "400" in said
    assert said == FIGURES["sizes"]["refused"]
    assert refused(network(), torch.zeros(1, 1, *OWN)) == ""
    for head in HEADS:
        assert all(refused(pooled(head), torch.zeros(2, 1, *size)) == "" for size in (OWN, SHEET, LARGER, (10, 10)))


def test_a_head_is_the_mean_or_the_largest_of_each_map():
    for head, reduce in {"mean": lambda y: y.mean((2, 3)), "max": lambda y: y.amax((2, 3))}.items():
        net, x = pooled(head), torch.rand(3, 1, 33, 47)
        expected = functional.linear(reduce(net[:6](x)), net[-1].weight, net[-1].bias)
        torch.testing.assert_close(net(x), expected)


def test_a_digit_stands_whole_on_its_sheet_and_at_every_place():
    x = torch.rand(400, 1, 3, 2) + 0.1
    sheets = on_sheet(x, (5, 4), torch.Generator().manual_seed(0))
    corners = set()
    for sheet, digit in zip(sheets[:, 0], x[:, 0], strict=True):
        rows, columns = box(sheet)
        assert torch.equal(sheet[rows, columns], digit)
        corners.add((rows.start, columns.start))
    assert corners == {(r, c) for r in range(3) for c in range(3)}
    assert torch.equal(at_size(OWN)[0], held_out()[0])


def test_mixed_sheets_are_of_many_sizes_up_to_the_largest():
    generator = torch.Generator().manual_seed(0)
    sizes = [tuple(on_any_sheet(DIGIT, generator).shape[2:]) for _ in range(300)]
    assert {rows for rows, _ in sizes} == set(range(26, 41))
    assert {columns for _, columns in sizes} == set(range(26, 53))


def test_a_run_is_the_same_from_the_same_recipe():
    run = [next(iter(SizeRecipe("max", 2, True).run())).loss for _ in range(2)]
    assert run[0] == run[1] != next(iter(SizeRecipe("max", 3, True).run())).loss


@pytest.mark.parametrize("key", LOOPS)
def test_padding_moves_the_last_state_and_packing_does_not(key):
    net = readers_trained()[key]
    x, labels = SentenceRecipe(key).examples()[1]
    x, labels = longer(x[:60], 40), labels[:60]
    alone = []
    with torch.no_grad():
        for row in x:
            states, _ = net[1](net[0](row[row != 0][None]))
            alone.append(states[0, -1])
        padded, _ = net[1](net[0](x))
        own, end = torch.stack(alone), padded[:, -1]
        for read in ("last word", "packed"):
            torch.testing.assert_close(READ[read](net, x), own, rtol=1e-4, atol=1e-5)
            assert distance(net, x, read) < 1e-4
        expected = ((end - own).norm(dim=1) / own.norm(dim=1)).mean().item()
        right = (net[3](end).argmax(1) == labels).double().mean().item()
    assert distance(net, x, "last step") == pytest.approx(expected, rel=1e-4)
    assert expected > 0.3
    assert share_right(net, x, labels, "last step") == pytest.approx(right)


def test_a_padding_figure_comes_out_again_on_the_network_that_ships():
    x, labels = SentenceRecipe("gru").examples()[1]
    shipped = FIGURES["padding"]["read"]["gru"]
    for length in ("20", "80"):
        right = share_right(readers_trained()["gru"], longer(x, int(length)), labels, "last step")
        assert right == pytest.approx(shipped["last step"][length]["right"][0], abs=0.02)


def test_who_learns_with_padding_reads_its_last_step():
    net = PaddedRecipe("lstm", 20).make()
    x = longer(torch.tensor([[3, 4, 5]]), 20)
    states, _ = net[1](net[0](x))
    torch.testing.assert_close(net(x), net[3](states[:, -1]))


def test_a_field_is_where_changing_a_pixel_changes_the_cell():
    layers, x = trained()[:4], held_out()[0][:1]
    seen = torch.zeros(26, 26)
    with torch.no_grad():
        before = layers(x)[0, :, 5, 5]
        for value in (-3.0, 0.5, 4.0):
            for row in range(26):
                changed = x.repeat(26, 1, 1, 1)
                changed[torch.arange(26), 0, row, torch.arange(26)] = value
                seen[row] += (layers(changed)[:, :, 5, 5] - before).abs().amax(1)
    seen[seen < 1e-5] = 0
    assert [part.stop - part.start for part in box(seen)] == [8, 8] == FIGURES["influence"]["fields"]["conv2"]["side"]
    strengths = field(layers, held_out()[0][:40], (5, 5))
    assert box(strengths) == box(seen)
    rings = by_ring(strengths)
    assert max(rings) == 1
    assert all(share > 0 for share in rings[:4])
    assert set(rings[4:]) == {0}


@pytest.mark.parametrize("key", ["conv", *LOOPS])
def test_a_gradient_says_what_a_small_change_of_a_words_numbers_does(key):
    net = deepcopy(readers_trained()[key]).double()
    x = SentenceRecipe("rnn").examples()[1][0][:3, :6]
    rows, size = net[0](x).detach(), 1e-6

    def state(rows):
        return net[1](rows)[0][:, -1] if key != "conv" else net[2](net[1](rows))[:, :, -2]

    expected = torch.zeros(3, 6, dtype=torch.double)
    for t in range(6):
        for d in range(rows.shape[2]):
            nudged = rows.clone()
            nudged[:, t, d] += size
            expected[:, t] += ((state(nudged) - state(rows)) / size).square().sum(1).detach()
    found = by_gradient(net, x)
    torch.testing.assert_close(found, expected.sqrt(), rtol=1e-3, atol=1e-6)
    assert in_shares(found).amax(1).tolist() == [1, 1, 1]


def test_leaving_a_word_out_is_reading_the_others():
    net = readers_trained()["gru"]
    x = torch.tensor([[3, 14, 25, 6, 7]])
    with torch.no_grad():
        whole, without = (
            net[1](net[0](torch.tensor([words])))[0][0, -1] for words in ([3, 14, 25, 6, 7], [3, 14, 6, 7])
        )
    expected = ((without - whole).norm() / whole.norm()).item()
    assert by_deletion(net, x)[0, 2].item() == pytest.approx(expected, rel=1e-4)


def test_a_kernel_over_words_has_an_edge_and_a_loop_has_none():
    reach = FIGURES["influence"]["reach"]["pairs"]
    assert set(reach["conv"]["gradient"][3:]) == {0}
    assert all(min(reach[key]["gradient"]) > 0 for key in LOOPS)
