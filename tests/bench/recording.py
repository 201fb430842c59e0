"""What it costs to record a network and to open a cell of it, beside the plain run: each a ratio within one run."""

import statistics
import time

import torch
from torch import nn

from explainer import trace
from tests.ops import vision  # noqa: F401 before torchvision, which may not load by itself

from torchvision import models  # isort: skip

RUNS = 9


def networks():
    """Networks of up to 200 operations, each with an input, by name."""
    torch.manual_seed(0)
    encoder = nn.TransformerEncoder(
        nn.TransformerEncoderLayer(64, 4, 128, batch_first=True), 3, enable_nested_tensor=False
    )
    return {
        "resnet18 at 64 x 64": (models.resnet18(weights=None), torch.randn(1, 3, 64, 64)),
        "mobilenet_v3_small at 64 x 64": (models.mobilenet_v3_small(weights=None), torch.randn(1, 3, 64, 64)),
        "three layers of a transformer": (encoder, torch.randn(1, 20, 64)),
        "an LSTM over 40 words": (nn.Sequential(nn.LSTM(32, 48, 2, bidirectional=True)), torch.randn(40, 1, 32)),
    }


def milliseconds(act, runs=RUNS):
    """The middle of some runs, the first left out."""
    act()
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        took.append(time.perf_counter() - start)
    return 1000 * statistics.median(took)


def recording(report):
    for name, (module, x) in networks().items():
        module.eval()

        def plain(module=module, x=x):
            with torch.inference_mode():
                module(x)

        alone = milliseconds(plain)
        report(f"recording {name}", milliseconds(lambda m=module, x=x: trace(m, x)), 3 * alone + 20, "ms")
    module, x = networks()["resnet18 at 64 x 64"]
    t = trace(module, x)
    slowest = max(
        milliseconds(lambda n=name, s=tensor.shape: t.explain(n, tuple(k // 2 for k in s)).terms, 3)
        for name, tensor in t.tensors.items()
    )
    report("a cell of resnet18 opened to its terms, the slowest tensor", slowest, 10, "ms")
