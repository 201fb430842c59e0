"""``make shifts``: how much maps change when their pictures move, before pooling and after it.

Small shapes, handwritten digits, the photographs that ship with scikit-image, and stripes, each under every named kernel
in all of its four turns and the kernels that the digits' network learned; moved by 0 to 8 cells to all four sides, edges repeated.
``assets/shifts.json`` has the quartiles over pictures, kernels and sides, and the settings.
"""

from __future__ import annotations

import time

import numpy as np
import torch
from torch import nn

from explainer.data import shapes
from explainer.data.digits import digits
from explainer.data.pictures import SAMPLES, cells, sample
from explainer.models import kernels, store
from explainer.models.convolution import sliding
from explainer.models.digits import trained
from explainer.study import shifting

SEED = 1
DIGITS = 100
WINDOWS, STEPS = (2, 3, 4), (1, 2, 3, 4)
LARGE = 8
WIDTHS = (1, 2, 3)
Ways = dict[str, tuple[shifting.Reduce, shifting.Measure]]
IN_A_ROW = {"relu1": 2, "pool1": 3, "relu2": 5, "pool2": 6}


def small_shapes() -> np.ndarray:
    """(N, 1, 26, 26), each beginning at one of four places around the middle, so that boxes cut them differently."""
    rng = np.random.default_rng(SEED)
    first = (shapes.SIDE - shapes.LARGEST) // 2
    placed = []
    for shape in shapes.small():
        down, right = (first + (shapes.LARGEST - side) // 2 + int(rng.integers(2)) for side in shape.shape)
        placed.append(shapes.on_ground(shape, down, right))
    return np.stack(placed)[:, None]


def photographs() -> np.ndarray:
    """(N, 1, 26, 26), grey."""
    return np.stack([cells(sample(name), colour=False) for name in SAMPLES])


def patterns() -> np.ndarray:
    """(N, 1, 26, 26), stripes and checkerboards, and a single line of one cell both ways."""
    found = [shapes.stripes(wide, across) for wide in WIDTHS for across in (True, False)]
    found += [shapes.stripes(wide, squares=True) for wide in WIDTHS]
    line = np.zeros((shapes.SIDE, shapes.SIDE), dtype=np.float32)
    line[:, shapes.SIDE // 2] = 1
    return np.stack([*found, line, line.T])[:, None].copy()


def all_kernels() -> nn.Conv2d:
    """One convolution by all of them."""
    named = kernels.weights(list(kernels.KERNELS), 3, 1)
    turned = np.concatenate([np.rot90(named, quarters, (2, 3)) for quarters in range(4)])
    turned = np.unique(turned.round(6), axis=0)
    learned, bias = (trained().state_dict()[f"0.{name}"].numpy() for name in ("weight", "bias"))
    weight = np.concatenate([turned, learned])
    return sliding(weight, np.concatenate([np.zeros(len(turned)), bias]).astype(np.float32))


def ways() -> Ways:
    """Whatever is compared, by the name it has in the file."""
    found: Ways = {"map": (shifting.every, shifting.change)}
    boxes = [*((w, s) for w in WINDOWS for s in STEPS), (LARGE, LARGE)]
    for window, step in boxes:
        found[f"max {window}/{step}"] = shifting.largest(window, step), shifting.change
        found[f"mean {window}/{step}"] = shifting.mean(window, step), shifting.change
    return found | {
        "mean of all": (shifting.whole, shifting.altered),
        "max of all": (shifting.strongest, shifting.altered),
    }


def strongest_left() -> Ways:
    """What halves a map, by how the strongest response that it leaves is altered."""
    halving = {
        "every second": shifting.every_second,
        "mean 2/2": shifting.mean(2, 2),
        "blurred first": shifting.blurred_first,
        "max 2/2": shifting.largest(2, 2),
    }
    return {name: (shifting.peak(reduce), shifting.altered) for name, reduce in halving.items()}


def counting() -> Ways:
    """The same boxes, by the share of cells that changed."""
    reduces = {"map": shifting.every, "max 2/2": shifting.largest(2, 2), "mean 2/2": shifting.mean(2, 2)}
    return {name: (reduce, shifting.counted) for name, reduce in reduces.items()}


def main() -> None:
    torch.set_num_threads(1)
    start = time.process_time()
    held_out = digits()[1].inputs()[:DIGITS]
    kinds = {"shapes": small_shapes(), "digits": held_out, "photographs": photographs()}
    layer, network = all_kernels(), trained()
    net = nn.Sequential(layer, nn.ReLU())
    found: dict[str, dict[str, dict[str, list[list[float]]]]] = {"change": {}, "counted": {}, "strongest left": {}}
    for kind, x in {**kinds, "stripes": patterns()}.items():
        parts = {"strongest left": (strongest_left(), 1)}
        if kind in kinds:
            parts |= {"change": (ways(), shifting.FARTHEST), "counted": (counting(), 1)}
        for part, (asked, farthest) in parts.items():
            by_way = shifting.curves(x, net, asked, farthest)
            found[part][kind] = {name: shifting.quartiles(each) for name, each in by_way.items()}
        print(kind, f"{time.process_time() - start:.0f} s", flush=True)
    row = {
        name: shifting.quartiles(shifting.curves(held_out, network[:upto], {name: ways()["map"]})[name])
        for name, upto in IN_A_ROW.items()
    }
    about = {
        "seed": SEED, "pictures": {kind: len(x) for kind, x in {**kinds, "stripes": patterns()}.items()},
        "kernels": len(layer.weight), "side": shapes.SIDE, "farthest": shifting.FARTHEST, "sides": len(shifting.DIRECTIONS),
        "quartiles": [0.25, 0.5, 0.75], "noticed": shifting.NOTICED,
    }  # fmt: skip
    store.keep_figures("shifts", {"about": about, **found, "in a row": row})


if __name__ == "__main__":
    main()
