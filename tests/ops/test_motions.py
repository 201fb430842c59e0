"""Clips of digits that move, and the networks that read them: against torch and numpy, and against the figures that ship."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from explainer import trace
from explainer.core.steps import Python, Step
from explainer.data.digits import digits, example
from explainer.data.motions import FRAMES, MOTIONS, SIDE, backwards, chosen, clip, clips, on_sheet, opposite, progress
from explainer.models import motions
from explainer.models.frame_layers import Carried
from explainer.models.motions import BY_KEY, KINDS, WatcherRecipe, held_out, last, right, to_learn, trained, weights_of
from explainer.models.store import figures
from explainer.views import video
from explainer.views.video import Shown
from tests.layers import listeners, watchers

DIGIT = example(5, 1)[None].astype(np.float32) / 255


def middle(frames):
    """(T, 2): the centre of mass of each frame."""
    places = np.indices(frames.shape[1:]).reshape(2, -1)
    ink = frames.reshape(len(frames), -1).astype(np.float64)
    return (ink @ places.T) / ink.sum(1, keepdims=True)


@settings(max_examples=60, deadline=None)
@given(st.one_of(watchers(), listeners()), st.data())
def test_what_layers_make_of_frames_and_of_waves_is_torchs_and_opens(drawn, data):
    module, x = drawn
    t = trace(module, x)
    with torch.no_grad():
        np.testing.assert_array_equal(list(t.tensors.values())[-1], module(x[None])[0].numpy())
    for name, tensor in list(t.tensors.items())[1:]:
        at = tuple(data.draw(st.integers(0, n - 1)) for n in tensor.shape)
        assert t.explain(name, at).total == pytest.approx(float(tensor[at]), rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("motion", MOTIONS)
def test_a_digit_goes_where_its_motion_says(motion):
    frames = clip(DIGIT, motion)
    assert frames.shape == (FRAMES, SIDE, SIDE)
    assert 0 <= frames.min() < frames.max() <= 1
    (down, across), ink = (middle(frames)[-1] - middle(frames)[0]), frames.sum((1, 2))
    found = {"left": -across, "right": across, "up": -down, "down": down}
    if motion in found:
        assert found[motion] > 5
        assert ink[-1] == pytest.approx(ink[0], rel=0.1)
    elif motion in ("grows", "shrinks"):
        assert (ink[-1] / ink[0] > 1.5) if motion == "grows" else (ink[0] / ink[-1] > 1.5)
    else:
        assert np.hypot(down, across) < 2
        assert np.abs(frames[-1] - frames[0]).sum() > 0.5 * ink[0]


def test_what_turns_left_is_what_skimage_turns_left():
    from skimage.transform import rotate

    frames = clip(DIGIT, "turns left")
    by = [
        np.abs(rotate(frames[0], degrees, center=middle(frames)[0][::-1]) - frames[-1]).sum()
        for degrees in range(-130, 131, 10)
    ]
    assert range(-130, 131, 10)[int(np.argmin(by))] > 0


def test_played_backwards_a_clip_is_one_of_the_opposite_motion_and_as_likely():
    found = clips(digits()[1], 16, 3).both_ways()
    assert torch.equal(found.frames[:16].flip(1), found.frames[16:])
    assert [opposite(int(k)) for k in found.labels[:16]] == found.labels[16:].tolist()
    assert {MOTIONS[k]: MOTIONS[opposite(k)] for k in range(0, 8, 2)} == {
        "left": "right", "up": "down", "grows": "shrinks", "turns left": "turns right",
    }  # fmt: skip
    along = progress(20_000, FRAMES, torch.Generator().manual_seed(1))
    torch.testing.assert_close(along.mean(0), -along.flip(1).mean(0), atol=0.003, rtol=0)
    torch.testing.assert_close(along.std(0), along.flip(1).std(0), atol=0.003, rtol=0)


def test_what_rests_moves_for_a_while():
    along = progress(500, 16, torch.Generator().manual_seed(1), rests=True)
    moving = (along.diff(dim=1) > 0).sum(1) + 1
    assert (moving.min(), moving.max()) == (4, 16)
    assert torch.equal(along[:, 0], torch.full((500,), -0.5))
    torch.testing.assert_close(along[:, -1], torch.full((500,), 0.5))


def state(motion="Right", key="", path=None, length=FRAMES):
    frames = None if path else Step(clip(DIGIT, motion.lower(), length), Python("frames"))
    return Shown(Step(on_sheet(DIGIT), Python("sheet")), frames, path, length, None)


def by_hand(key, frames):
    """The shares (8,) by torch's functions alone, on the weights that ship."""
    w, x = trained(key).state_dict(), torch.from_numpy(frames)
    first, second = [k for k in w if k.endswith("weight") and w[k].ndim == 4]
    batch = {"one": x[-1][None, None], "stack": x[None]}.get(key, x[:, None])
    maps = functional.conv2d(batch, w[first], w[first.replace("weight", "bias")], stride=3).relu()
    maps = functional.conv2d(maps, w[second], w[second.replace("weight", "bias")], stride=2).relu().flatten(1)
    if key == "gru":
        h = torch.zeros(motions.STATE)
        for row in maps:
            a = (w["5.weight_ih_l0"] @ row + w["5.bias_ih_l0"]).chunk(3)
            b = (w["5.weight_hh_l0"] @ h + w["5.bias_hh_l0"]).chunk(3)
            r, z = (a[0] + b[0]).sigmoid(), (a[1] + b[1]).sigmoid()
            h = (1 - z) * (a[2] + r * b[2]).tanh() + z * h
        return (w["6.weight"] @ h + w["6.bias"]).softmax(0).numpy()
    if key == "bag":
        maps = (maps @ w["5.weight"].T + w["5.bias"]).relu().mean(0, keepdim=True)
        maps = (maps @ w["8.weight"].T + w["8.bias"]).relu()
    *_, weight = [k for k in w if k.endswith("weight")]
    return (maps @ w[weight].T + w[weight.replace("weight", "bias")]).softmax(1)[0].numpy()


@pytest.mark.parametrize("key", BY_KEY)
def test_what_a_reader_answers_is_torchs_and_opens(key):
    t = video.traced(state("Grows"), (key,))
    np.testing.assert_allclose(t.tensors[f"{key}.answer"], by_hand(key, t.tensors["input"]), atol=1e-5)
    rng = np.random.default_rng(0)
    for name in t.cells:
        for _ in range(3):
            at = tuple(int(rng.integers(n)) for n in t.tensors[name].shape)
            assert t.explain(name, at).total == pytest.approx(float(t.tensors[name][at]), abs=2e-4), (name, at)


def test_a_digit_that_is_carried_is_moved_by_whole_cells():
    path = [(-3, 2 * k - 7) for k in range(FRAMES)]
    t = video.traced(state(path=path), ("stack",))
    sheet = t.tensors["digit"][0]
    for frame, (down, right_by) in zip(t.tensors["input"], path, strict=True):
        wide = np.pad(sheet, SIDE)
        expected = wide[SIDE - down : 2 * SIDE - down, SIDE - right_by : 2 * SIDE - right_by]
        assert np.array_equal(frame, expected)
    for at in ((0, 18, 9), (7, 0, 0), (4, 12, 20)):
        assert t.explain("input", at).total == pytest.approx(float(t.tensors["input"][at]), abs=1e-6)
    assert Carried(path).rows_from.min() >= 0


@pytest.mark.parametrize("way", ["forwards", "mixed"])
def test_to_a_bag_the_order_is_nothing(way):
    frames = clip(DIGIT, "right")
    other = backwards(frames) if way == "forwards" else frames[[3, 0, 7, 5, 1, 6, 2, 4]]
    with torch.no_grad():
        a, b = (last(trained("bag")(torch.from_numpy(x.copy())[None])) for x in (frames, other))
        torch.testing.assert_close(a, b, atol=1e-4, rtol=1e-4)
        for key in ("gru", "stack"):
            a, b = (
                int(last(trained(key)(torch.from_numpy(x.copy())[None])).argmax()) for x in (frames, backwards(frames))
            )
            assert (MOTIONS[a], MOTIONS[b]) == ("right", "left")


@pytest.mark.parametrize("key", BY_KEY)
def test_the_network_that_ships_is_right_as_often_as_its_figures_say(key):
    found = figures("video")
    assert right(trained(key), *held_out()) == pytest.approx(found["share right"][key][0], abs=0.003)
    assert found["weights"][key] == weights_of(key)
    assert len(found["share right"][key]) == len(found["about"]["seeds"]) == 5
    assert found["about"]["tested on"] == len(held_out()[1])


def test_rivals_were_tuned_and_no_bag_passes_its_bound():
    found = figures("video")
    for kind in KINDS:
        tried = found["tuning"]["share right"][kind.key]
        assert kind.rate == found["tuning"]["chosen"][kind.key]
        assert sum(tried[f"{kind.rate:g}"]) == max(map(sum, tried.values()))
        assert found["about"]["settings"][kind.key]["steps"] == motions.STEPS
    assert max(found["share right"]["bag"]) <= 0.5
    assert set(found["played backwards"]["bag"]["opposite"]) == {0.0}
    by_frame = {int(k): sum(shares) for k, shares in found["tuning"]["one frame, by which"].items()}
    best = max(by_frame.values())
    assert min(by_frame[1], by_frame[8]) > best - 0.03 > max(by_frame[k] for k in range(2, 8))


def test_the_digits_of_the_three_sets_are_different_ones():
    learning, rest = digits()
    assert len(learning.images) >= motions.LEARNED + motions.VALIDATED
    assert len(rest.images) >= motions.TESTED
    assert len(to_learn()[1]) == motions.LEARNED
    assert chosen(16) == [0, 2, 4, 6, 9, 11, 13, 15]
    assert chosen(4) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_the_same_seed_trains_the_same_network(monkeypatch):
    monkeypatch.setattr(motions, "STEPS", 4)
    monkeypatch.setattr(motions, "VALIDATED", 20)
    one, other, another = (list(WatcherRecipe("gru", seed).run())[-1].weights for seed in (3, 3, 4))
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert not all(torch.equal(one[name], another[name]) for name in one)
