"""``make style``: train a painter for each of our styles with several seeds, and measure them beside what is simpler.

``assets/style.safetensors`` has the painters of the first seed, ``assets/style.json`` what was measured, and by which settings:

- on pictures that no painter learned from, how far paintings are from the style and how little is where it was. Nobody is judged
  by the filters that it was made to please: all are by others, drawn with another seed;
- the same of the slow way, whose seeds draw its filters anew, at half the size, and of what only takes over colours. Of that
  the better of two ways, mean and covariance or histograms, and of three strengths, is the one that does best on
  two validation pictures, by the very loss that painters learn by (``painters.rivals``);
- how painters learn, ``PAINTING`` and ``PAINTER_CONTENT``, was not searched for: it was chosen by looking at paintings, those of
  the held-out pictures among them;
- how long everything takes, on one thread: a painting, the middle of many.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

import torch

from explainer.core.building import Weights
from explainer.data import styles
from explainer.data.pictures import sample
from explainer.models import painters, store
from explainer.models.painters import (
    CROPS,
    HELD_OUT,
    JUDGE,
    LEARNED_FROM,
    MORE,
    PAINTER_CONTENT,
    PAINTING,
    SIDE,
    SLOW_CONTENT,
    SLOW_SIDE,
    SLOW_STYLE_SIDE,
    SLOWLY,
    STYLE_SIDE,
    VALIDATION,
    PainterRecipe,
    SlowRecipe,
    as_tensor,
    losses,
    rivals,
)
from explainer.models.painting import framed, painter

SEEDS = (1, 2, 3, 4, 5)
TIMED = 25
Paint = Callable[[torch.Tensor], torch.Tensor]
Found = dict[str, list[float]]


def main() -> None:
    torch.set_num_threads(1)
    about = {
        "painting": asdict(PAINTING), "slowly": asdict(SLOWLY), "content counts": [PAINTER_CONTENT, SLOW_CONTENT], "seeds": SEEDS,
        "learned from": [*LEARNED_FROM, *MORE], "squares": CROPS, "held out": HELD_OUT, "validation": VALIDATION,
        "side": SIDE, "style side": STYLE_SIDE, "slow side": SLOW_SIDE, "slow style side": SLOW_STYLE_SIDE, "judge": JUDGE,
    }  # fmt: skip
    weights: dict[str, Weights] = {}
    found: dict[str, object] = {}
    for name in styles.NAMES:
        print(name, flush=True)
        painted, times, weights[name], courses = _painters(name)
        slow, slow_times = _slowly(name)
        way, share, colours, colours_time = _colours(name)
        found[name] = {
            "untouched": _of(name, lambda x: x, SIDE), "painter": painted, "slow way": slow, "colours": colours,
            "untouched, small": _of(name, lambda x: x, SLOW_SIDE), "colours by": [way, share],
            "seconds": {"painter learns": times, "slow way": slow_times, "colours": [colours_time]}, "course": courses,
        }  # fmt: skip
        print(found[name], flush=True)
    about["milliseconds a painting"] = _painting_time(weights[styles.NAMES[0]])
    store.keep("style", weights, {"about": about, "styles": found})


def _judged(name: str, pairs: Sequence[tuple[torch.Tensor, torch.Tensor]]) -> Found:
    """Of pictures and their paintings, (3, side, side): both losses, by the judge's filters."""
    side = pairs[0][0].shape[-1]
    look = painters.look(name, STYLE_SIDE if side == SIDE else SLOW_STYLE_SIDE, JUDGE)
    both = [losses(look, picture, painting) for picture, painting in pairs]
    return {"style": [round(s, 4) for s, _ in both], "content": [round(c, 4) for _, c in both]}


def _of(name: str, paint: Paint, side: int, pictures: Sequence[str] = HELD_OUT) -> Found:
    seen = [as_tensor(sample(one), side) for one in pictures]
    return _judged(name, [(x, paint(x)) for x in seen])


def _painters(name: str) -> tuple[list[Found], list[float], Weights, list[list[float]]]:
    """What the painter of each seed comes to and how long it learns; the first one's weights; and of that, by its steps, the
    seconds so far and how much of the way to the style its validation pictures have gone."""
    found, times, kept, course = [], [], [], []
    for seed in SEEDS:
        recipe = PainterRecipe(name, replace(PAINTING, seed=seed))
        start = time.process_time()
        for last in recipe.run():
            if seed == SEEDS[0]:
                course.append([last.step, round(time.process_time() - start, 1), round(last.accuracy, 4)])
        times.append(round(time.process_time() - start, 1))
        net = recipe.net(last)
        kept.append(last.weights)
        with torch.inference_mode():
            found.append(_of(name, lambda x, net=net: net(framed(x[None]))[0], SIDE))  # type: ignore[misc]
        print(seed, last.loss, times[-1], found[-1], flush=True)
    return found, times, kept[0], course


def _slowly(name: str) -> tuple[list[Found], list[float]]:
    found, times = [], []
    for seed in SEEDS:
        pairs = []
        for one in HELD_OUT:
            recipe = SlowRecipe.of(sample(one), styles.style(name), filters=seed + JUDGE)
            start = time.process_time()
            *_, last = recipe.run()
            times.append(round(time.process_time() - start, 2))
            pairs.append((recipe.content, recipe.painting(last)))
        found.append(_judged(name, pairs))
    return found, times


def _colours(name: str) -> tuple[str, float, Found, float]:
    """The best way to take over colours alone, its strength, what it comes to, and its seconds."""
    there = as_tensor(styles.style(name), STYLE_SIDE)
    look = painters.look(name)

    def wrong(way: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]) -> float:
        pairs = [(x, way(x, there)) for x in (as_tensor(sample(one), SIDE) for one in VALIDATION)]
        both = [losses(look, *pair) for pair in pairs]
        return sum(style + PAINTER_CONTENT * content for style, content in both)

    called, share, way = min(rivals(), key=lambda one: wrong(one[2]))
    x = as_tensor(sample(HELD_OUT[0]), SIDE)
    took = _middle(lambda: way(x, there))
    return called, share, _of(name, lambda x: way(x, there), SIDE), round(took, 4)


def _painting_time(weights: Weights) -> float:
    net = painter()
    net.load_state_dict(weights)
    x = framed(as_tensor(sample(HELD_OUT[0]), SIDE)[None])
    with torch.inference_mode():
        return round(1000 * _middle(lambda: net(x)), 1)


def _middle(work: Callable[[], object]) -> float:
    """Seconds of CPU that something takes, the middle of many."""
    work()
    times = []
    for _ in range(TIMED):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
