"""What the maps of the network of boxes say, tensor by tensor, each with its declaration and its torch: how sure each cell is of
each digit, how far its edges lie, where that is on the sheet, and what else can be read off the same maps.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch import nn

from explainer.core.chain import record
from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.core.derived import bent
from explainer.core.program import Line
from explainer.core.steps import Step, child
from explainer.core.trace import INPUT, Trace
from explainer.data.sheets import HEIGHT, WIDTH
from explainer.models.detection import CLASSES, COLUMNS, MAPS, ROWS, SCALE, SIDES, STRIDE

LAYERS = 5
LAST, HEAD = f"relu{LAYERS}", f"conv{LAYERS + 1}"
SCORES, SUREST, DISTANCES, EDGES = "scores", "surest", "distances", "edges"
WHAT, OWNERS, PIXELS, INK = "what", "owners", "pixels", "ink"
MIDDLE, OUTWARD = "middle", "outward"
_PLACE = (("i", "row"), ("j", "column"))
_HERE = (var("i"), var("j"))
_SHARE = ("{products} and the bias add up to {before}; the sigmoid makes {value} of it.",)
_FAR = ("{products} and the bias add up to {value}, in eights of pixels.",)
_LARGEST = ("the largest, {value}, is kept.",)
_EDGE = ("from the cell’s middle, {value} is where it lies on the sheet, in pixels.",)
_INKED = ("its ink times how much it is said to be this digit’s, {value}.",)


def traced(net: Step[nn.Sequential], sheet: Step[np.ndarray]) -> Trace:
    """The network's five layers of maps on a sheet (1, 80, 112), each with its ReLU, and what the sixth says of them."""
    return _edges(_distances(_scores(_layers(net, sheet, HEAD))))


def _layers(net: Step[nn.Sequential], sheet: Step[np.ndarray], head: str) -> Trace:
    """All but the last layer run, and the numbers of the last, a ``head``."""
    t = record([child(net, k) for k in range(len(net.value) - 1)], sheet)
    for k in range(1, LAYERS + 1):
        t = bent(t, f"relu{k}", f"conv{k}")
    return _weighed(t, head, child(net, len(net.value) - 1))


def _weighed(t: Trace, name: str, layer: Step[nn.Module]) -> Trace:
    """With the numbers that a layer has learned."""
    for key, values in layer.value.state_dict().items():
        line = Line(
            f't["{name}.{key}"] = {layer.text}.{key}.detach()',
            (f"{name}.{key}",),
            layer.python.before,
            layer.python.imports,
        )
        t = t.with_weight(f"{name}.{key}", values.numpy().copy(), line)
    return t


def _read_off(out: tuple[str, str], weight: str, first: int, sentence: tuple[str, ...]) -> Cell:
    """What a 1 x 1 kernel makes of the last maps, of those kernels from one on."""
    name, _ = out
    kernel = var(name) + first
    products = Part(
        (Factor(LAST, (var("c"), *_HERE)), Factor(f"{weight}.weight", (kernel, var("c"), Index(), Index()))),
        (("c", MAPS, "map"),),
    )
    return Cell((out, *_PLACE), (products, Part((Factor(f"{weight}.bias", (kernel,)),), label="bias")), sentence)


def _made(t: Trace, weight: str, from_: int, to: int) -> tuple[torch.Tensor, str]:
    """The same in torch, and its Python."""
    numbers = [torch.from_numpy(t.read(name)) for name in (LAST, f"{weight}.weight", f"{weight}.bias")]
    cut = f"[{from_}:{to}]" if (from_, to) != (0, len(numbers[1])) else ""
    said = f't["{weight}.weight"]{cut}, t["{weight}.bias"]{cut}'
    return torch.conv2d(numbers[0], numbers[1][from_:to], numbers[2][from_:to]), f'torch.conv2d(t["{LAST}"], {said})'


def _scores(t: Trace) -> Trace:
    """(10, 20, 28): how sure each cell is that it lies in the midst of each digit; (20, 28): of whichever it is surest."""
    t = _sure(t, SCORES, HEAD)
    part = Part((Factor(SCORES, (var("d"), *_HERE)),), (("d", CLASSES, "digit"),))
    cell = Cell(_PLACE, (part,), _LARGEST, reduce="max", share=True)
    return t.with_tensor(
        SUREST, t.tensors[SCORES].max(0), Line(f't["{SUREST}"] = t["{SCORES}"].amax(0)', (SUREST,)), cell
    )


def _sure(t: Trace, name: str, weight: str) -> Trace:
    logits, said = _made(t, weight, 0, CLASSES)
    cell = replace(_read_off(("d", "digit"), weight, 0, _SHARE), function=("sigmoid",), share=True)
    return t.with_tensor(name, logits.sigmoid().numpy(), Line(f't["{name}"] = {said}.sigmoid()', (name,)), cell)


def _distances(t: Trace) -> Trace:
    """(4, 20, 28): how far the four edges lie from each cell's middle, in eights of pixels."""
    far, said = _made(t, HEAD, CLASSES, CLASSES + SIDES)
    cell = _read_off(("e", "distance"), HEAD, CLASSES, _FAR)
    return t.with_tensor(DISTANCES, far.numpy(), Line(f't["{DISTANCES}"] = {said}', (DISTANCES,)), cell)


def _edges(t: Trace) -> Trace:
    """(4, 20, 28): the edges of each cell's box, left, top, right and bottom in pixels."""
    grid = f'torch.meshgrid(torch.arange({COLUMNS}), torch.arange({ROWS}), indexing="xy")'
    across, down = torch.meshgrid(torch.arange(COLUMNS), torch.arange(ROWS), indexing="xy")
    middle = torch.stack((across, down, across, down)) * float(STRIDE) + STRIDE / 2
    outward = torch.tensor([-1.0, -1.0, 1.0, 1.0]) * SCALE
    t = t.with_weight(
        MIDDLE,
        middle.numpy(),
        Line(f't["{MIDDLE}"] = torch.stack({grid} * 2) * {float(STRIDE)} + {STRIDE / 2}', (MIDDLE,)),
    )
    t = t.with_weight(
        OUTWARD, outward.numpy(), Line(f't["{OUTWARD}"] = torch.tensor([-1.0, -1.0, 1.0, 1.0]) * {SCALE}', (OUTWARD,))
    )
    at = (var("e"), *_HERE)
    far = (Factor(DISTANCES, at, called="distance"), Factor(OUTWARD, (var("e"),), called="pixels"))
    cell = Cell(
        (("e", "edge"), *_PLACE),
        (Part((Factor(MIDDLE, at),), label="cell’s middle"), Part(far, label="distance × pixels")),
        _EDGE,
    )
    values = middle + torch.from_numpy(t.tensors[DISTANCES]) * outward[:, None, None]
    line = Line(f't["{EDGES}"] = t["{MIDDLE}"] + t["{DISTANCES}"] * t["{OUTWARD}"][:, None, None]', (EDGES,))
    return t.with_tensor(EDGES, values.numpy(), line, cell)


def with_classes(t: Trace) -> Trace:
    """With (10,): how sure the surest cell is of each digit, wherever it lies."""
    over = (("i", ROWS, "row"), ("j", COLUMNS, "column"))
    cell = Cell(
        (("d", "digit"),), (Part((Factor(SCORES, (var("d"), *_HERE)),), over),), _LARGEST, reduce="max", share=True
    )
    return t.with_tensor(
        WHAT, t.tensors[SCORES].max((1, 2)), Line(f't["{WHAT}"] = t["{SCORES}"].amax((1, 2))', (WHAT,)), cell
    )


def with_pixels(t: Trace, net: Step[nn.Sequential], sheet: Step[np.ndarray]) -> Trace:
    """With another network of the same sheet: (10, 20, 28), whose ink each cell has, and (10, 80, 112), the ink of each digit."""
    own = _sure(_layers(net, sheet, OWNERS), OWNERS, OWNERS)
    names = {f"{layer}{k}": f"{INK}_{layer}{k}" for layer in ("conv", "relu") for k in range(1, LAYERS + 1)}
    t = t.joined(own, names)
    rows, columns = (table(tuple(k // STRIDE for k in range(n)), v) for n, v in ((HEIGHT, "i"), (WIDTH, "j")))
    part = Part((Factor(INPUT, (Index(), *_HERE)), Factor(OWNERS, (var("d"), rows, columns))))
    cell = Cell((("d", "digit"), *_PLACE), (part,), _INKED, share=True)
    owners = torch.from_numpy(t.tensors[OWNERS])
    values = torch.from_numpy(t.tensors[INPUT]) * owners.repeat_interleave(STRIDE, 1).repeat_interleave(STRIDE, 2)
    spread = f't["{OWNERS}"].repeat_interleave({STRIDE}, 1).repeat_interleave({STRIDE}, 2)'
    return t.with_tensor(PIXELS, values.numpy(), Line(f't["{PIXELS}"] = t["{INPUT}"] * {spread}', (PIXELS,)), cell)
