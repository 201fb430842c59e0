"""What the cell on show is called where its numbers stand for words or answers; ``stage/parts/called.js`` says it alike."""

from __future__ import annotations

from explainer.core.trace import Trace
from explainer.core.words import place
from explainer.views.controls import quoted
from explainer.views.scene import Scene


def where(t: Trace, scene: Scene, name: str, at: tuple[int, ...]) -> str:
    """``At “good”, unit 3`` or ``Count “good”``; empty where numbers are all there is to say."""
    words = scene.words.get(name, ())
    if at and at[0] < len(words):
        return f"{scene.labels.get(name, name)} {words[at[0]]}"
    axes = scene.axes.get(name) or (t.cells[name].out if name in t.cells else ())
    spoken = scene.own_words.get(name.partition(".")[0], scene.spoken)
    names = {**scene.called, "word": [f"at {quoted(word)}" for word in spoken]}
    named = any(names.get(word) for _, word in axes)
    return place(axes, at, t.read(name).shape, names) if named else ""
