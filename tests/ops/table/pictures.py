"""Operations of pictures, and of signals and volumes: windows, norms, moving, resampling."""

import torch
from torch import nn
from torch.nn import functional as F

from tests.ops.table.case import Case, whole

PLACE = {1: (11,), 2: (7, 8), 3: (5, 6, 4)}


def _of(name, dims):
    return getattr(nn, f"{name}{dims}d")


def cases():
    yield from _convolutions()
    yield from _pooling()
    yield from _norms()
    yield from _moving()
    yield from _pads()
    yield from _resampling()
    yield from _grids()


def _convolutions():
    for dims, place in PLACE.items():
        x = (2, 4, *place)
        for name, given in {
            "": {},
            "no bias": {"bias": False},
            "stride": {"stride": 2, "padding": 1},
            "dilation": {"dilation": 2, "padding": 2},
            "groups": {"groups": 2},
            "depthwise": {"groups": 4, "padding": 1},
            "same": {"padding": "same"},
            "same dilated": {"padding": "same", "dilation": 2},
            "valid": {"padding": "valid"},
        }.items():
            yield Case(f"Conv{dims}d {name}", _of("Conv", dims)(4, 8, 3, **given), (x,))
        yield Case(f"Conv{dims}d even same", _of("Conv", dims)(4, 2, 2, padding="same"), (x,))
        yield Case(f"Conv{dims}d alone", _of("Conv", dims)(4, 2, 2), (x[1:],))
        for mode in ("reflect", "replicate", "circular"):
            yield Case(f"Conv{dims}d {mode}", _of("Conv", dims)(4, 2, 3, padding=1, padding_mode=mode), (x,))
            yield Case(f"Conv{dims}d {mode} same", _of("Conv", dims)(4, 2, 3, padding="same", padding_mode=mode), (x,))
        work = getattr(F, f"conv{dims}d")
        yield Case(
            f"F.conv{dims}d",
            lambda x, w, work=work: work(x, w, stride=2, padding=1, groups=2),
            (x, (2, 2, *([3] * dims))),
        )
        for name, given in {
            "": {},
            "stride": {"stride": 2, "padding": 1, "output_padding": 1},
            "groups": {"groups": 2, "stride": 2},
            "dilation": {"dilation": 2, "padding": 1},
            "all": {"stride": 3, "padding": 1, "output_padding": 2, "groups": 4, "dilation": 2, "bias": False},
        }.items():
            yield Case(
                f"ConvTranspose{dims}d {name}",
                _of("ConvTranspose", dims)(4, 8, 3, **given),
                ((2, 4, *(n // 2 for n in place)),),
            )
        yield Case(f"ConvTranspose{dims}d alone", _of("ConvTranspose", dims)(4, 2, 2), (x[1:],))
    yield Case("Conv2d unequal", nn.Conv2d(4, 2, (3, 2), (2, 1), (1, 0), (1, 2)), ((2, 4, 7, 8),))
    yield Case("Unfold", nn.Unfold((2, 3), dilation=(1, 2), padding=1, stride=2), ((2, 3, 6, 7),))
    yield Case("Fold", nn.Fold((5, 6), (2, 3), dilation=1, padding=1, stride=(1, 2)), ((2, 12, 18),))
    yield Case("unfold and fold", lambda x: F.fold(F.unfold(x, 2), (4, 4), 2), ((2, 3, 4, 4),))
    yield Case("weight_norm", nn.utils.parametrizations.weight_norm(nn.Conv1d(3, 4, 2)), ((2, 3, 6),))
    yield Case("spectral_norm", nn.utils.parametrizations.spectral_norm(nn.Linear(4, 3)), ((2, 4),))
    yield Case("_weight_norm", lambda v, g: torch._weight_norm(v, g, 0), ((4, 3, 2), (4, 1, 1)))
    yield Case("_weight_norm last", lambda v, g: torch._weight_norm(v, g, 2), ((4, 3, 2), (1, 1, 2)))
    yield Case("norm_except_dim", lambda v: torch.norm_except_dim(v, 2, 1), ((4, 3, 2),))
    yield Case("norm_except_dim of all", lambda v: torch.norm_except_dim(v, 2, -1), ((4, 3, 2),))


def _pooling():
    for dims, place in PLACE.items():
        x = (2, 3, *place)
        for name, given in {
            "": {},
            "stride": {"stride": 2},
            "padding": {"stride": 1, "padding": 1},
            "ceil": {"stride": 2, "ceil_mode": True},
            "dilation": {"dilation": 2, "stride": 1},
            "all": {"stride": 2, "padding": 1, "ceil_mode": True},
        }.items():
            yield Case(f"MaxPool{dims}d {name}", _of("MaxPool", dims)(2 if name == "dilation" else 3, **given), (x,))
            yield Case(
                f"MaxPool{dims}d {name} places",
                _of("MaxPool", dims)(2 if name == "dilation" else 3, return_indices=True, **given),
                (x,),
            )
        for name, given in {
            "": {},
            "padding": {"stride": 2, "padding": 1},
            "not counted": {"stride": 2, "padding": 1, "count_include_pad": False},
            "ceil": {"stride": 2, "ceil_mode": True},
            "ceil padding": {"stride": 2, "padding": 1, "ceil_mode": True},
            "ceil not counted": {"stride": 2, "padding": 1, "ceil_mode": True, "count_include_pad": False},
        }.items():
            yield Case(f"AvgPool{dims}d {name}", _of("AvgPool", dims)(3, **given), (x,))
        if dims > 1:
            yield Case(f"AvgPool{dims}d divisor", _of("AvgPool", dims)(3, 2, 1, divisor_override=5), (x,))
            yield Case(f"AvgPool{dims}d divisor ceil", _of("AvgPool", dims)(3, 2, 1, True, divisor_override=5), (x,))
            yield Case(f"FractionalMaxPool{dims}d", _of("FractionalMaxPool", dims)(2, output_size=[2] * dims), (x,))
            yield Case(
                f"FractionalMaxPool{dims}d ratio",
                _of("FractionalMaxPool", dims)(2, output_ratio=[0.6] * dims, return_indices=True),
                (x,),
            )
        for p in (1.0, 2.0, 3.0):
            yield Case(f"LPPool{dims}d {p}", _of("LPPool", dims)(p, 2), ((2, 3, *place),))
        yield Case(f"LPPool{dims}d ceil", _of("LPPool", dims)(2, 3, 2, ceil_mode=True), (x,))
        for size in (1, 3, max(place) + 1):
            yield Case(f"AdaptiveAvgPool{dims}d {size}", _of("AdaptiveAvgPool", dims)(size), (x,))
            yield Case(f"AdaptiveMaxPool{dims}d {size}", _of("AdaptiveMaxPool", dims)(size, return_indices=True), (x,))
        pool, back = _of("MaxPool", dims)(2, return_indices=True), _of("MaxUnpool", dims)(2)
        yield Case(f"MaxUnpool{dims}d", lambda x, pool=pool, back=back: back(*pool(x)), (x,))
        yield Case(f"MaxUnpool{dims}d size", lambda x, pool=pool, back=back: back(*pool(x), output_size=x.shape), (x,))
        yield Case(f"Pool{dims}d alone", nn.Sequential(_of("MaxPool", dims)(2), _of("AvgPool", dims)(2)), (x[1:],))


def _norms():
    for dims in (1, 2, 3):
        x = (2, 4, *PLACE[dims][:dims])
        for affine in (True, False):
            yield Case(f"BatchNorm{dims}d {affine}", _of("BatchNorm", dims)(4, affine=affine), (x,))
            yield Case(
                f"BatchNorm{dims}d untracked {affine}",
                _of("BatchNorm", dims)(4, affine=affine, track_running_stats=False),
                (x,),
            )
            yield Case(f"InstanceNorm{dims}d {affine}", _of("InstanceNorm", dims)(4, affine=affine), (x,))
            yield Case(
                f"InstanceNorm{dims}d tracked {affine}",
                _of("InstanceNorm", dims)(4, affine=affine, track_running_stats=True),
                (x,),
            )
            yield Case(f"GroupNorm{dims}d {affine}", nn.GroupNorm(2, 4, affine=affine), (x,))
        yield Case(f"InstanceNorm{dims}d alone", _of("InstanceNorm", dims)(4), (x[1:],))
        yield Case(f"LayerNorm{dims}d", nn.LayerNorm(x[2:]), (x,))
        yield Case(f"LocalResponseNorm{dims}d", nn.LocalResponseNorm(3, alpha=0.1), (x,))
    yield Case("BatchNorm1d of features", nn.BatchNorm1d(4), ((3, 4),))
    yield Case("BatchNorm1d of features untracked", nn.BatchNorm1d(4, track_running_stats=False), ((3, 4),))
    yield Case("F.batch_norm", lambda x, m, v: F.batch_norm(x, m, v.exp(), training=False), ((2, 3, 4), (3,), (3,)))
    yield Case("F.batch_norm training", lambda x: F.batch_norm(x, None, None, training=True), ((2, 3, 4),))
    for affine in (True, False):
        yield Case(f"LayerNorm {affine}", nn.LayerNorm(4, elementwise_affine=affine), ((3, 4),))
        yield Case(f"RMSNorm {affine}", nn.RMSNorm(4, elementwise_affine=affine), ((3, 4),))
    yield Case("LayerNorm no bias", nn.LayerNorm(4, bias=False), ((2, 3, 4),))
    yield Case("RMSNorm of two", nn.RMSNorm((3, 4), eps=1e-5), ((2, 3, 4),))
    yield Case("GroupNorm of features", nn.GroupNorm(2, 4), ((3, 4),))
    yield Case("CrossMapLRN2d", nn.LocalResponseNorm(2), ((2, 5, 3, 3),))
    yield Case(
        "far from zero",
        nn.Sequential(nn.GroupNorm(2, 4), nn.InstanceNorm2d(4)),
        (torch.randn(2, 4, 5, 5, generator=torch.Generator().manual_seed(1)) + 100,),
    )


MOVES = {
    "cat": lambda x: torch.cat([x, x * 2, x[:, :1]], 1),
    "cat last": lambda x: torch.cat([x, x + 1], -1),
    "stack": lambda x: torch.stack([x, x * 2], 1),
    "stack first": lambda x: torch.stack([x, x]),
    "hstack": lambda x: torch.hstack([x, x * 2]),
    "vstack": lambda x: torch.vstack([x, x * 2]),
    "dstack": lambda x: torch.dstack([x, x * 2]),
    "split": lambda x: x.split(2, 1),
    "split sizes": lambda x: x.split([1, 2, 1], 2),
    "chunk": lambda x: x.chunk(3, -1),
    "unbind": lambda x: x.unbind(1),
    "tensor_split": lambda x: x.tensor_split(3, 1),
    "select": lambda x: x.select(1, -1),
    "slice": lambda x: x[:, 1:, ::2],
    "slice negative": lambda x: x[..., :-1],
    "none": lambda x: x[:, None, ..., None],
    "int": lambda x: x[:, 1],
    "ints": lambda x: x[0, 2, 1],
    "list": lambda x: x[:, [0, 2, 2]],
    "tensor": lambda x: x[:, torch.tensor([[2, 0], [1, 1]])],
    "two lists": lambda x: x[:, [0, 1], [2, 3]],
    "apart": lambda x: x[[0, 1], :, [2, 3]],
    "mixed": lambda x: x[:, 1:, [0, -1]],
    "mask of rows": lambda x: x[:, torch.tensor([True, False, True])],
    "mask": lambda x: x[x > 0],
    "mask and int": lambda x: x[:, torch.tensor([True, False, True]), 1],
    "broadcast": lambda x: x[torch.tensor([[0], [1]]), torch.tensor([2, 0])],
    "gather": lambda x: x.gather(2, whole(2, 3, 2, below=4)),
    "take": lambda x: x.take(whole(3, 2, below=24)),
    "take_along_dim": lambda x: torch.take_along_dim(x, x.argsort(1), 1),
    "index_select": lambda x: x.index_select(2, torch.tensor([3, 0, 0])),
    "permute": lambda x: x.permute(2, 0, 1),
    "transpose": lambda x: x.transpose(1, 2),
    "mT": lambda x: x.mT,
    "movedim": lambda x: x.movedim(0, -1),
    "swapaxes": lambda x: x.swapaxes(0, 1),
    "view": lambda x: x.view(2, -1),
    "view all": lambda x: x.view(-1),
    "reshape moved": lambda x: x.transpose(1, 2).reshape(2, 6, 2),
    "flatten": lambda x: x.flatten(1),
    "unflatten": lambda x: x.unflatten(2, (2, 2)),
    "squeeze": lambda x: x[:, :1].squeeze(1),
    "unsqueeze": lambda x: x.unsqueeze(-1),
    "expand": lambda x: x[:, :1].expand(-1, 5, -1),
    "expand new": lambda x: x.expand(3, 2, 3, 4),
    "expand_as": lambda x: x[..., :1].expand_as(x),
    "broadcast_to": lambda x: torch.broadcast_to(x[:, :1], (2, 3, 4)),
    "repeat": lambda x: x.repeat(2, 1, 3),
    "tile": lambda x: x.tile(2, 2),
    "repeat_interleave": lambda x: x.repeat_interleave(2, 1),
    "interleave unequal": lambda x: x.repeat_interleave(torch.tensor([1, 0, 2]), 1),
    "roll": lambda x: x.roll(1, 1),
    "roll two": lambda x: x.roll((1, -2), (1, 2)),
    "roll all": lambda x: x.roll(3),
    "flip": lambda x: x.flip(1, 2),
    "fliplr": lambda x: x.fliplr(),
    "rot90": lambda x: x.rot90(1, (1, 2)),
    "diagonal": lambda x: x.diagonal(0, 1, 2),
    "diag_embed": lambda x: torch.diag_embed(x),
    "diag": lambda x: torch.diag(x[0, 0]),
    "windows": lambda x: x.unfold(2, 2, 1),
    "as_strided": lambda x: x.as_strided((2, 2), (1, 2)),
    "meshgrid": lambda x: torch.meshgrid(x[0, 0], x[0, 1], indexing="ij"),
    "scatter": lambda x: x.scatter(1, whole(2, 2, 4, below=3), x * 2),
    "index_fill": lambda x: x.index_fill(1, torch.tensor([0]), 2.0),
    "select_scatter": lambda x: x.select_scatter(x[:, 0] * 2, 1, 2),
    "slice_scatter": lambda x: x.slice_scatter(x[:, :1] * 2, 1, 2),
    "block_diag": lambda x: torch.block_diag(x[0], x[1]),
    "cartesian": lambda x: torch.cartesian_prod(x[0, 0], x[0, 1]),
    "channel_shuffle": lambda x: F.channel_shuffle(x.reshape(1, 6, 2, 2), 3),
    "combine": lambda x: torch.combinations(x[0, 0]),
    "contiguous": lambda x: x.transpose(0, 1).contiguous() + 1,
    "tril": lambda x: x.tril(),
    "outer": lambda x: torch.outer(x[0, 0], x[0, 1]),
    "kron": lambda x: torch.kron(x[0], x[1]),
    "bucketize": lambda x: torch.bucketize(x, torch.tensor([-1.0, 0.0, 1.0])) * x,
    "unique": lambda x: torch.unique(x.round()) * 2,
    "flatten list": lambda x: torch.column_stack([x[0, 0], x[0, 1]]),
    "vsplit": lambda x: x[0].hsplit(2),
}


def _moving():
    for name, call in MOVES.items():
        yield Case(name, call, ((2, 3, 4),))
    yield Case("PixelShuffle", nn.PixelShuffle(2), ((2, 8, 3, 2),))
    yield Case("PixelUnshuffle", nn.PixelUnshuffle(2), ((2, 2, 4, 6),))
    yield Case("ChannelShuffle", nn.ChannelShuffle(2), ((2, 4, 3, 2),))
    yield Case("Flatten", nn.Sequential(nn.Flatten(), nn.Unflatten(1, (2, 6))), ((2, 3, 4),))


def _pads():
    for dims, place in PLACE.items():
        x = (2, 3, *place)
        for kind, given in {
            "Zero": (),
            "Constant": (3.5,),
            "Reflection": (),
            "Replication": (),
            "Circular": (),
        }.items():
            layer = getattr(nn, f"{kind}Pad{dims}d")
            yield Case(
                f"{kind}Pad{dims}d",
                layer(tuple(range(1, 2 * dims + 1)) if dims < 3 else (1, 2, 1, 3, 2, 1), *given),
                (x,),
            )
            yield Case(f"{kind}Pad{dims}d negative", layer((1, -1) + (0, -2) * (dims - 1), *given), (x,))
    for mode, value in (
        ("constant", None),
        ("constant", -2.0),
        ("reflect", None),
        ("replicate", None),
        ("circular", None),
    ):
        yield Case(
            f"F.pad {mode} {value}", lambda x, mode=mode, value=value: F.pad(x, (2, 1), mode, value), ((2, 3, 6),)
        )
    yield Case("F.pad of every dimension", lambda x: F.pad(x, (1, -1, -1, 2, 0, 1), value=0.5), ((2, 3, 4),))
    yield Case("F.pad infinite", lambda x: F.pad(x, (1, 1), value=-float("inf")).amax(-1), ((2, 3),))


def _resampling():
    for mode, dims in (
        ("nearest", 1),
        ("nearest", 2),
        ("nearest", 3),
        ("nearest-exact", 1),
        ("nearest-exact", 2),
        ("nearest-exact", 3),
        ("linear", 1),
        ("bilinear", 2),
        ("bicubic", 2),
        ("trilinear", 3),
        ("area", 1),
        ("area", 2),
        ("area", 3),
    ):
        x = (2, 3, *PLACE[dims])
        smooth = "linear" in mode or mode == "bicubic"
        for corners in (True, False) if smooth else (None,):
            yield Case(
                f"{mode}{dims} {corners} by 2", nn.Upsample(scale_factor=2, mode=mode, align_corners=corners), (x,)
            )
            yield Case(
                f"{mode}{dims} {corners} by 1.7",
                lambda x, mode=mode, corners=corners: F.interpolate(
                    x, scale_factor=1.7, mode=mode, align_corners=corners
                ),
                (x,),
            )
            yield Case(
                f"{mode}{dims} {corners} to 5",
                lambda x, mode=mode, corners=corners: F.interpolate(x, size=5, mode=mode, align_corners=corners),
                (x,),
            )
            yield Case(
                f"{mode}{dims} {corners} recomputed",
                lambda x, mode=mode, corners=corners: F.interpolate(
                    x, scale_factor=0.6, mode=mode, align_corners=corners, recompute_scale_factor=True
                ),
                (x,),
            )
            yield Case(
                f"{mode}{dims} {corners} to 1",
                lambda x, mode=mode, corners=corners: F.interpolate(x, size=1, mode=mode, align_corners=corners),
                (x,),
            )
    for mode in ("bilinear", "bicubic"):
        for corners in (True, False):
            yield Case(
                f"{mode} antialias {corners}",
                lambda x, mode=mode, corners=corners: F.interpolate(
                    x, size=(3, 5), mode=mode, align_corners=corners, antialias=True
                ),
                ((2, 3, 7, 8),),
            )
        yield Case(
            f"{mode} antialias by",
            lambda x, mode=mode: F.interpolate(x, scale_factor=0.4, mode=mode, antialias=True),
            ((2, 3, 7, 8),),
        )
    yield Case("UpsamplingBilinear2d", nn.UpsamplingBilinear2d(scale_factor=3), ((1, 2, 3, 4),))
    yield Case("UpsamplingNearest2d", nn.UpsamplingNearest2d(size=(5, 6)), ((1, 2, 3, 4),))


def _grids():
    def far(x):
        return x * 1.3

    for mode in ("bilinear", "nearest", "bicubic"):
        for padding in ("zeros", "border", "reflection"):
            for corners in (True, False):
                given = {"mode": mode, "padding_mode": padding, "align_corners": corners}
                yield Case(
                    f"grid_sample {mode} {padding} {corners}",
                    lambda x, g, given=given: F.grid_sample(x, far(g), **given),
                    ((2, 3, 5, 6), (2, 4, 3, 2)),
                )
                if mode != "bicubic":
                    yield Case(
                        f"grid_sample 3d {mode} {padding} {corners}",
                        lambda x, g, given=given: F.grid_sample(x, far(g), **given),
                        ((2, 2, 3, 4, 5), (2, 2, 3, 2, 3)),
                    )
    for corners in (True, False):
        yield Case(
            f"affine_grid {corners}", lambda m, corners=corners: F.affine_grid(m, [2, 1, 3, 4], corners), ((2, 2, 3),)
        )
        yield Case(
            f"affine_grid 3d {corners}",
            lambda m, corners=corners: F.affine_grid(m, [2, 1, 2, 3, 4], corners),
            ((2, 3, 4),),
        )
    yield Case(
        "spatial transformer",
        lambda x, m: F.grid_sample(x, F.affine_grid(m, x.shape, False), align_corners=False),
        ((2, 3, 5, 6), (2, 2, 3)),
    )
