"""Sounds, the ear that draws them and the networks that read them: against numpy and torch, and against the figures that ship."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from explainer.core.steps import do
from explainer.data.sounds import CHORDS, KINDS, LEARNED, OPPOSITE, PITCHED, RATE, SAMPLES, hertz, sound, sounds
from explainer.models import sounds as models
from explainer.models.make.sound import nearest, share, turned
from explainer.models.sound_layers import BANDS, FRAMES, HOP, LOWEST_BAND, SAME_FROM, SWINGS, WINDOW, listening
from explainer.models.sounds import BY_KEY, as_examples, hearing, held_out, spectrograms, trained, weights_of
from explainer.models.store import figures
from explainer.views import sound as views
from explainer.views.sound import Shown

TIME = np.arange(SAMPLES) / RATE


def state(kind="rises", pitch=65, take=1):
    return Shown(do(sound, kind, pitch, take).named("wave"), KINDS.index(kind), None)


def tones(*pitches):
    """(1, 8000): these pitches at once, without overtones, and still."""
    return torch.tensor(sum(np.sin(2 * np.pi * hertz(p) * TIME) for p in pitches) / 4, dtype=torch.float32)[None]


def loudest_pitch(wave):
    """The pitch that sounds most in a stretch of a wave, by a Fourier transform."""
    swings = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 4 * len(wave)))
    return 69 + 12 * np.log2(swings.argmax() * RATE / (4 * len(wave)) / 440)


def ends(wave):
    """The first and the last sample of what is loud of a wave."""
    loud = np.flatnonzero(np.convolve(np.abs(wave), np.ones(200) / 200, "same") > 0.15 * np.abs(wave).max())
    return loud[0] + 300, loud[-1] - 300


@pytest.mark.parametrize("kind", KINDS[:3])
def test_a_tone_goes_where_its_kind_says(kind):
    moved = []
    for take in range(1, 6):
        wave = sound(kind, 64, take)[0]
        assert wave.shape == (SAMPLES,)
        assert np.abs(wave).max() <= 1
        first, last = ends(wave)
        moved.append(loudest_pitch(wave[last - 900 : last]) - loudest_pitch(wave[first : first + 900]))
    far = np.mean(moved)
    assert {"holds": np.abs(moved).max() < 0.1, "rises": far > 2, "falls": far < -2}[kind], moved


@pytest.mark.parametrize("kind", KINDS[3:PITCHED])
def test_a_chord_has_three_tones(kind):
    wave = sound(kind, 64, 3)[0]
    first, last = ends(wave)
    swings = np.abs(np.fft.rfft(wave[first:last] * np.hanning(last - first), 4 * SAMPLES))
    at = {k: swings[round(4 * hertz(64 + k) * SAMPLES / RATE)] for k in range(-1, 9)}
    there = CHORDS[KINDS.index(kind)]
    assert min(at[k] for k in there) > 3 * max(own for k, own in at.items() if k not in there)


def test_the_same_seed_makes_the_same_sounds_and_another_others():
    one, again, other = (sounds(16, seed).waves for seed in (1, 1, 2))
    assert torch.equal(one, again)
    assert not torch.equal(one, other)


def test_a_cell_of_the_spectrogram_is_what_numpy_finds_band_by_band():
    wave = sound("minor chord", 62, 2)
    drawn = spectrograms(torch.from_numpy(wave))[0, 0].numpy()
    assert drawn.shape == (BANDS, FRAMES)
    for row, moment in ((0, 0), (13, 20), (30, 11), (BANDS - 1, FRAMES - 1)):
        swings = hertz(LOWEST_BAND + BANDS - 1 - row)
        t = np.arange(WINDOW) - (WINDOW - 1) / 2
        long = min(WINDOW, SWINGS * RATE / swings)
        under = np.where(np.abs(t) < long / 2, np.cos(np.pi * t / long) ** 2, 0)
        samples = wave[0, moment * HOP : moment * HOP + WINDOW]
        found = 2 * abs(np.sum(samples * under * np.exp(-2j * np.pi * swings * t / RATE))) / under.sum()
        assert drawn[row, moment] == pytest.approx(np.log1p(100 * found), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("bin_", [20, 57, 100])
def test_where_a_window_fills_the_kernel_it_is_torchs_own_transform(bin_):
    swings = bin_ * RATE / WINDOW
    kernels = listening(1, 69 + 12 * np.log2(swings / 440), WINDOW, 1e6, RATE)
    wave = torch.from_numpy(sound("snare", 60, 4))
    cosine, sine = functional.conv1d(wave[None], kernels, stride=HOP)[0]
    window = torch.sin(torch.pi * (torch.arange(WINDOW) + 0.5) / WINDOW) ** 2
    expected = torch.stft(wave, WINDOW, HOP, window=window, center=False, return_complex=True)[0, bin_].abs()
    torch.testing.assert_close((cosine**2 + sine**2).sqrt(), 2 * expected / window.sum(), atol=1e-4, rtol=1e-3)


def moved_by(low, semitones):
    """How far the picture of a chord is from the picture of the same chord so many semitones higher, moved down, of its most."""
    here, there = (spectrograms(tones(low + up, low + up + 4, low + up + 7))[0, 0] for up in (0, semitones))
    return float((here[semitones:] - there[:-semitones]).abs().max() / here.max())


def test_a_chord_moved_in_pitch_is_the_same_shape_moved_from_middle_c_on_and_not_below():
    assert hertz(59) < SAME_FROM < hertz(61)
    for low in (64, 69, 74):
        assert moved_by(low, 5) < 0.2
    assert moved_by(55, 7) > 2 * moved_by(64, 7)


def test_backwards_is_the_mirrored_picture_and_the_same_bag():
    found = sounds(24, 5)
    forth, back = spectrograms(found.waves), spectrograms(found.waves.flip(1))
    torch.testing.assert_close(forth.flip(3), back, atol=1e-4, rtol=0)
    with torch.no_grad():
        torch.testing.assert_close(trained("bag")(forth), trained("bag")(back), atol=1e-3, rtol=1e-3)


def by_hand(key, x):
    """The shares (8,) of a spectrogram (48, 40) by torch's functions alone, on the weights that ship."""
    w = trained(key).state_dict()
    if key == "cnn":
        maps = functional.conv2d(x[None, None], w["0.weight"], w["0.bias"]).relu()
        maps = functional.conv2d(maps, w["2.weight"], w["2.bias"], stride=2).relu()
        return (w["6.weight"] @ maps.amax((2, 3))[0] + w["6.bias"]).softmax(0)
    if key == "bag":
        mean = (x.T @ w["1.weight"].T + w["1.bias"]).relu().mean(0)
        return (w["6.weight"] @ (w["4.weight"] @ mean + w["4.bias"]).relu() + w["6.bias"]).softmax(0)
    h = torch.zeros(models.STATE)
    for column in x.T:
        a = (w["1.weight_ih_l0"] @ column + w["1.bias_ih_l0"]).chunk(3)
        b = (w["1.weight_hh_l0"] @ h + w["1.bias_hh_l0"]).chunk(3)
        r, z = (a[0] + b[0]).sigmoid(), (a[1] + b[1]).sigmoid()
        h = (1 - z) * (a[2] + r * b[2]).tanh() + z * h
    return (w["2.weight"] @ h + w["2.bias"]).softmax(0)


@pytest.mark.parametrize("key", BY_KEY)
def test_what_a_reader_answers_is_torchs_and_opens(key):
    t = views.traced(state())
    expected = by_hand(key, torch.from_numpy(t.tensors["heard"][0])).numpy()
    np.testing.assert_allclose(t.tensors[f"{key}.answer"], expected, atol=1e-5)
    rng = np.random.default_rng(1)
    for name in t.tensors:
        if name != "input" and (name.startswith(key) or "." not in name):
            at = tuple(int(rng.integers(n)) for n in t.tensors[name].shape)
            assert t.explain(name, at).total == pytest.approx(float(t.tensors[name][at]), rel=1e-4, abs=1e-4), (
                name,
                at,
            )


def test_the_networks_that_ship_hear_as_well_as_was_measured():
    found, judged = figures("sound"), held_out()
    high = as_examples(sounds(found["about"]["tones of each pitch"], models.JUDGED + 78, (78, 78), PITCHED))
    for key in BY_KEY:
        assert found["weights"][key] == weights_of(key)
        assert share(trained(key), judged) == pytest.approx(found["share right"][key][0], abs=0.003)
        assert share(trained(key), high) == pytest.approx(found["by pitch"][key]["78"][0], abs=0.01)
    assert nearest(judged) == pytest.approx(found["nearest average spectrum"], abs=0.003)


def test_the_rates_are_those_by_which_each_was_right_most_often():
    found = figures("sound")
    for key, kind in BY_KEY.items():
        tried = found["tuning"]["share right"][key]
        assert kind.rate == found["tuning"]["chosen"][key] == float(max(tried, key=lambda rate: sum(tried[rate])))


def test_the_bag_cannot_be_right_both_ways_and_what_knows_the_order_says_the_opposite():
    found = sounds(60, 9, kinds=PITCHED)
    forth, back = spectrograms(found.waves), spectrograms(found.waves.flip(1))
    for key in BY_KEY:
        told = turned(trained(key), forth, back, found.labels)
        same = np.array(told["as it was"])
        assert (same == 1).all() if key == "bag" else same[[1, 2]].max() < 0.2
    assert [OPPOSITE[k] for k in (1, 2)] == [2, 1]
    assert LEARNED[1] - LEARNED[0] == 11


def test_the_ear_is_written_as_it_is():
    t = views.traced(state())
    text = t.written("heard", (0, 20, 10))
    said = {}
    exec(text, said)
    np.testing.assert_allclose(said["t"]["heard"].detach().numpy(), t.tensors["heard"], atol=1e-6)
    np.testing.assert_array_equal(said["ear"].weight.detach().numpy(), hearing()[0].weight.numpy())
