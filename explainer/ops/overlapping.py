"""Windows put back together: where they overlap, their numbers are added up. Source: torch's documentation of ``fold``."""

from __future__ import annotations

import numpy as np
import torch

from explainer.core.call import Call, declares
from explainer.core.declaration import Cell, Factor, Part, table
from explainer.core.places import places
from explainer.ops.axes import axes
from explainer.ops.scattering import landing


@declares("col2im")
def fold(call: Call) -> Cell:
    """Windows put back where they were, added up where they overlap."""
    x = call["self"]
    where = places(tuple(call["output_size"])).double()[None, None] + 1
    given = [list(call[k]) for k in ("kernel_size", "dilation", "padding", "stride")]
    windows = torch.ops.aten.im2col(where, *given)[0].long() - 1
    channels, area = call.shape[-3], where.numel()
    own = torch.cat([torch.where(windows >= 0, windows + c * area, -1) for c in range(channels)])
    if x.ndim == 3:
        own = torch.stack([torch.where(own >= 0, own + n * channels * area, -1) for n in range(x.shape[0])])
    goes = own.reshape(-1)
    (inside,) = torch.nonzero(goes >= 0, as_tuple=True)
    which = landing(goes[inside].numpy(), max(1, torch.Size(call.shape).numel()))
    taken = np.where(which < 0, -1, inside.numpy()[which] if len(inside) else -1)
    out = axes(len(call.shape))
    held = call.held("taken", torch.from_numpy(taken.reshape(*call.shape, -1)))
    part = Part(
        (Factor(x.name, (table(held, *(name for name, _ in out), "a"),), "skip"),), (("a", taken.shape[1], "cell"),)
    )
    return Cell(out, (part,), ("{value} is what comes together here.",))
