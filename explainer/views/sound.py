"""A sound, made by our own code or brought by the visitor, the ear that draws it, and three networks that read it: settings,
traces."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import streamlit as st
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.declaration import Cell
from explainer.core.steps import Python, Step, child, do, embedded, inline, plain
from explainer.core.trace import Trace
from explainer.data.sounds import KINDS as SOUNDS
from explainer.data.sounds import LEARNED, PITCHED, RATE, backwards, sound
from explainer.data.tunes import pitch_name
from explainer.models import sounds as models
from explainer.models.frame_layers import Final
from explainer.models.sound_layers import BANDS, HOP, LOWEST_BAND, SWINGS, WINDOW, Logarithm, Loudness, listening
from explainer.models.sounds import BY_KEY, KINDS, ListenerRecipe, trained
from explainer.models.store import shipped
from explainer.views import component, own_sound, runs
from explainer.views.controls import Controls, Setting, kept, now, number, pick, put, switch
from explainer.views.runs import Run

RUN = "sound-run"
YOURS = "Yours"
SAID = {kind.capitalize(): kind for kind in SOUNDS}
PITCHES = {pitch_name(pitch): pitch for pitch in (55, 60, 65, 69, 74, 79, 84)}
BAND_NAMES = tuple(pitch_name(LOWEST_BAND + k) for k in reversed(range(BANDS)))


class OwnSound(Setting[str]):
    """The visitor's own is a choice while the session has one."""

    def from_link(self, raw: str) -> str:
        if raw == YOURS and own_sound.own() is None:
            raise ValueError("This link was made with a sound of somebody’s own, which it cannot carry")
        return super().from_link(raw)


SETTINGS = Controls(component.SETTINGS)
KIND = SETTINGS.add(OwnSound("sound", "Sound", (*SAID, YOURS), "Rises"))
PITCH = SETTINGS.add(Setting("pitch", "Lowest tone", tuple(PITCHES), pitch_name(65)))
TAKE = SETTINGS.add(Setting("take", "Take", tuple(range(1, 1000)), ranged=True))
PLAYED = SETTINGS.add(Setting("sound-played", "Played", ("Forwards", "Backwards")))
READER = SETTINGS.add(Setting("listener", "Reader", tuple(kind.name for kind in KINDS)))
SEED = SETTINGS.add(Setting("listener-seed", "Seed", tuple(range(1, 100)), ranged=True))
KEYS = {kind.name: kind.key for kind in KINDS}


@dataclass(frozen=True)
class Shown:
    """A ``wave`` (1, 8000) as it is played, which has a place in ``SOUNDS``, its ``kind``, unless it is the visitor's; the ``run``
    whose network stands in for one that ships, if there is one."""

    wave: Step[np.ndarray]
    kind: int | None
    run: Run | None

    @cached_property
    def trained_here(self) -> str:
        """The key of the network that was trained here, if one is ready."""
        done = self.run and self.run.over and not self.run.last.failed
        return self.run.recipe.key if self.run and done and isinstance(self.run.recipe, ListenerRecipe) else ""

    def network(self, key: str) -> Step[nn.Module]:
        """The network of that kind: the one trained here, or the one that ships."""
        if self.run and key == self.trained_here and isinstance(self.run.recipe, ListenerRecipe):
            recipe, end = self.run.recipe, self.run.last
            return built(key, recipe.net(end), runs.weights_at(recipe, end))
        return built(key, trained(key), shipped("sound", key))

    @cached_property
    def turned(self) -> dict[str, tuple[int, int]]:
        """What each network says to the sound as it is played, and to the same the other way round, by place in ``SOUNDS``."""
        both = np.concatenate([self.wave.value, self.wave.value[:, ::-1]])
        x = models.spectrograms(torch.from_numpy(both))
        found = {key: models.answers(self.network(key).value, x).tolist() for key in BY_KEY}
        return {key: (here, there) for key, (here, there) in found.items()}


def choose() -> None:
    """A popover with the kinds of sound, their pitch, and the ways to bring one's own."""
    kind = now(KIND)
    with st.popover(f"Sound: {kind}", key=f"open-{KIND.key}"):
        pick(KIND, options=KIND.options if own_sound.own() is not None else tuple(SAID))
        if kind in SAID and SOUNDS.index(SAID[kind]) < PITCHED:
            pick(PITCH)
            low, high = map(pitch_name, LEARNED)
            st.caption(f"All networks here learned from lowest tones between {low} and {high}: try another.")
        own_sound.bring(_brought)


def _brought() -> None:
    put(KIND, YOURS)
    put(PLAYED, PLAYED.start)


def another() -> None:
    """The button that makes another sound of the same kind."""
    st.button("Another", on_click=lambda: put(TAKE, now(TAKE) % TAKE.options[-1] + 1), disabled=now(KIND) == YOURS)


def choose_played(idle: bool) -> None:
    """Which way round it is played; ``idle`` while the page asks what that does."""
    switch(PLAYED, quiet=True, idle=idle)


def shown() -> Shown:
    """The sound as the settings have it."""
    own, take = own_sound.own(), kept(TAKE)
    name = now(KIND) if now(KIND) in SAID or own is not None else KIND.start
    if own is not None and name == YOURS:
        wave: Step[np.ndarray] = embedded(own)
    else:
        wave = do(sound, SAID[name], PITCHES[now(PITCH)], take)
    if now(PLAYED) != PLAYED.start:
        wave = do(backwards, wave.named("forwards"))
    kind = SOUNDS.index(SAID[name]) if name in SAID else None
    return Shown(wave.named("wave"), kind, runs.now(RUN))


@lru_cache(maxsize=1)
def _ear() -> Step[nn.Module]:
    """The convolution along the wave, and the Python that makes its kernels."""
    made = f"nn.Conv1d(1, {2 * BANDS}, {WINDOW}, {HOP}, bias=False)"
    kernels = f"listening({BANDS}, {LOWEST_BAND}, {WINDOW}, {SWINGS}, {RATE})"
    source = inspect.getsource(listening).rstrip()
    return Step(models.ear(), Python("ear", (source, f"ear = {made}", f"ear.weight.data = {kernels}")))


def traced(state: Shown) -> Trace:
    """The sound, its spectrogram, and what each network makes of it, a network's tensors under its key."""
    heard: list[Step[nn.Module]] = [_ear(), inline(Loudness()), inline(Logarithm())]
    whole: Trace | None = None
    for key in BY_KEY:
        net = state.network(key)
        layers = [child(net, k) for k, _ in enumerate(net.value.children())]
        ends = [plain(nn.Softmax(-1)), *([inline(Final())] if key != "cnn" else [])]
        one = record([*heard, *layers, *ends], state.wave).renamed(_names(key))
        whole = whole.joined(one) if whole else one
    assert whole
    return replace(whole, cells=whole.cells | {"ear": _by_samples(whole.cells["ear"])})


def _by_samples(cell: Cell) -> Cell:
    """What the ear adds up are samples, no words."""
    parts = tuple(replace(p, over=tuple((n, size, "sample") for n, size, _ in p.over)) for p in cell.parts)
    return replace(cell, parts=parts)


def _names(key: str) -> dict[str, str]:
    """What a network's layers are called beside those of others."""
    shared = {"conv1": "ear", "loud1": "loud", "spectrogram1": "heard"}
    own = {
        name: f"{key}.{called}"
        for name, called in (
            ("conv2", "conv1"), ("relu1", "relu1"), ("conv3", "conv2"), ("relu2", "relu2"), ("pool1", "most"),
            ("flatten1", "flatten1"), ("linear1", "linear1"), ("linear2", "linear2"), ("linear3", "linear3"),
            ("moments1", "columns"), ("mean1", "mean1"), ("gru1", "loop"), ("final1", "answer"),
            ("softmax1", "answer" if key == "cnn" else "each"),
        )
    }  # fmt: skip
    return shared | own


def seed() -> int:
    """The seed of the next training, chosen here."""
    return number(SEED)
