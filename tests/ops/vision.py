"""torchvision beside any build of torch, and its networks with numbers that repeat.

torchvision's own operators are compiled, against the build of torch that is meant for the machine's graphics card or for its
processor alone. Where that part does not load beside the torch that is here, ``import torchvision`` fails with "operator
torchvision::nms does not exist". Then, and only then, the few operators that detection calls are defined here in Python,
under their own names, before it is imported. Importing this module is what does it.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import torch
from torch import nn

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "roi_align(Tensor input, Tensor rois, float spatial_scale, int pooled_height, int pooled_width, int sampling_ratio, "
    "bool aligned) -> Tensor",
)


def _is_compiled() -> bool:
    """Whether torchvision's compiled part loads; once it has, torchvision loads the same again."""
    package = importlib.util.find_spec("torchvision")
    if package is None:
        raise ModuleNotFoundError("torchvision is not installed; tests/requirements.txt says which.")
    finder = importlib.machinery.FileFinder(
        package.submodule_search_locations[0],
        (importlib.machinery.ExtensionFileLoader, importlib.machinery.EXTENSION_SUFFIXES),
    )
    part = finder.find_spec("_C")
    try:
        torch.ops.load_library(part.origin)
    except (AttributeError, OSError):
        return False
    return True


def _nms(boxes, scores, threshold):
    """The places of the boxes (N, 4) that overlap no better one by more than ``threshold`` of their union, best first."""
    order = scores.argsort(descending=True, stable=True)
    x1, y1, x2, y2 = boxes[order].unbind(1)
    width = (torch.minimum(x2[:, None], x2) - torch.maximum(x1[:, None], x1)).clamp(min=0)
    height = (torch.minimum(y2[:, None], y2) - torch.maximum(y1[:, None], y1)).clamp(min=0)
    area, both = (x2 - x1) * (y2 - y1), width * height
    over = both > threshold * (area[:, None] + area - both)
    kept = torch.ones(len(order), dtype=torch.bool)
    for k in range(len(order)):
        if kept[k]:
            kept[k + 1 :] &= ~over[k, k + 1 :]
    return order[kept]


if not _is_compiled():
    _library = torch.library.Library("torchvision", "DEF")
    for _schema in _SCHEMAS:
        _library.define(_schema)
    _library.impl("nms", _nms, "CPU")

    _modules = [importlib.import_module(f"torchvision.{name}") for name in ("extension", "ops.roi_align")]
    # torchvision has this one in Python too, meant to be compiled where it runs.
    _library.impl("roi_align", _modules[1]._roi_align.__wrapped__, "CPU")
    for _module in _modules:
        _module._has_ops = lambda: True


@contextmanager
def _no_chance():
    """Weights are not drawn: what a network draws one by one takes longer than all that is tested."""
    with ExitStack() as stack:
        for name in dir(nn.init):
            if name.endswith("_") and "__" not in name and name not in {"zeros_", "ones_", "constant_"}:
                stack.enter_context(patch.object(nn.init, name, lambda x, *args, **kwargs: x))
        yield


def built(make, *args, **kwargs) -> nn.Module:
    """What ``make`` makes, in ``eval()``, its weights drawn at once so that numbers keep their size from layer to layer."""
    with _no_chance():
        module = make(*args, **kwargs).eval()
    chance = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for own in module.modules():
            is_norm = getattr(own, "running_var", None) is not None or isinstance(own, nn.LayerNorm | nn.GroupNorm)
            for name, x in own.named_parameters(recurse=False):
                x.normal_(0, 0.1 if x.ndim < 2 else (x[0].numel() or 1) ** -0.5, generator=chance)
                x.add_(is_norm and name == "weight")
            if getattr(own, "running_var", None) is not None:
                own.running_mean.normal_(0, 0.1, generator=chance)
                own.running_var.uniform_(0.5, 1.5, generator=chance)
    return module
