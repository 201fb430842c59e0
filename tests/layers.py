"""Random networks for the property tests: one drawn layer of every kind, or a few in a row."""

from dataclasses import replace

import torch
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from torch import nn

from explainer.data.motions import SIDE
from explainer.models import series
from explainer.models.centring import Centring, centring
from explainer.models.frame_layers import Carried, EachFrame, Final, Mean, OneFrame
from explainer.models.sentence_layers import Counts, Last, Pairs, Strongest, Turned, Window
from explainer.models.series_layers import AsRead, Foreseen
from explainer.models.series_layers import Window as Stretch
from explainer.models.sound_layers import Logarithm, Loudness, Moments
from explainer.models.temperature import Tempered
from explainer.models.threshold import Threshold
from explainer.models.translation_layers import Context, Joined, Scores, Shares
from explainer.ops.going_on import GoingOn
from explainer.ops.recurrent import Begun, Held


def seeded(draw, *shape):
    generator = torch.Generator().manual_seed(draw(st.integers(0, 10_000)))
    return torch.randn(*shape, generator=generator)


@st.composite
def conv(draw, channels):
    groups = draw(st.sampled_from([g for g in (1, 2, 3) if channels % g == 0]))
    kernel = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    layer = nn.Conv2d(
        channels,
        groups * draw(st.integers(1, 3)),
        kernel,
        stride=draw(st.tuples(st.integers(1, 3), st.integers(1, 3))),
        padding=draw(st.tuples(st.integers(0, 2), st.integers(0, 2))),
        dilation=draw(st.tuples(st.integers(1, 2), st.integers(1, 2))),
        groups=groups,
        bias=draw(st.booleans()),
    )
    with torch.no_grad():
        for weight in layer.parameters():
            weight.copy_(seeded(draw, *weight.shape))
    return layer


@st.composite
def same_conv(draw, channels):
    layer = nn.Conv2d(channels, 2, draw(st.integers(1, 4)), padding="same", dilation=draw(st.integers(1, 2)))
    return layer


@st.composite
def max_pool(draw, channels):
    size = draw(st.integers(1, 3))
    return nn.MaxPool2d(
        size,
        stride=draw(st.one_of(st.none(), st.integers(1, 3))),
        padding=draw(st.integers(0, size // 2)),
        dilation=draw(st.integers(1, 2)),
        ceil_mode=draw(st.booleans()),
    )


@st.composite
def avg_pool(draw, channels):
    size = draw(st.integers(1, 3))
    counted = draw(st.booleans())
    return nn.AvgPool2d(
        size,
        stride=draw(st.one_of(st.none(), st.integers(1, 3))),
        padding=draw(st.integers(0, size // 2)),
        ceil_mode=not counted and draw(st.booleans()),
        count_include_pad=counted,
    )


@st.composite
def adaptive(draw, channels):
    return nn.AdaptiveAvgPool2d((draw(st.integers(1, 9)), draw(st.integers(1, 9))))


@st.composite
def largest(draw, channels):
    return nn.AdaptiveMaxPool2d((draw(st.integers(1, 9)), draw(st.integers(1, 9))))


@st.composite
def centred(draw, channels):
    ink = seeded(draw, 1, 6, 6).numpy()
    return centring(ink * (ink > draw(st.floats(-1, 2.5))))


def just(make):
    return lambda channels: st.builds(make)


SPATIAL = {
    nn.Conv2d: lambda c: st.one_of(conv(c), same_conv(c)),
    nn.MaxPool2d: max_pool,
    nn.AvgPool2d: avg_pool,
    nn.AdaptiveAvgPool2d: adaptive,
    nn.AdaptiveMaxPool2d: largest,
    nn.ReLU: just(nn.ReLU),
    nn.LeakyReLU: lambda c: st.builds(nn.LeakyReLU, st.floats(0, 0.9)),
    nn.Tanh: just(nn.Tanh),
    nn.Sigmoid: just(nn.Sigmoid),
    Centring: centred,
    Threshold: lambda c: st.builds(Threshold, st.floats(-1, 1)),
    nn.GELU: lambda c: st.builds(nn.GELU, approximate=st.sampled_from(["none", "tanh"])),
    nn.Softmax: lambda c: st.builds(nn.Softmax, dim=st.sampled_from([-1, -2, -3, 1, 2, 3])),
    nn.Flatten: just(nn.Flatten),
    nn.ReflectionPad2d: lambda c: st.builds(nn.ReflectionPad2d, st.integers(0, 3)),
    nn.Hardtanh: lambda c: st.builds(nn.Hardtanh, st.floats(-1, 0), st.floats(0.1, 1)),
}


@st.composite
def recurrent(draw):
    """A recurrent layer of any kind, its input, and where the batch stands in it: first, second or nowhere."""
    kind = draw(st.sampled_from([nn.RNN, nn.GRU, nn.LSTM]))
    width, steps, first = draw(st.integers(1, 4)), draw(st.integers(1, 6)), draw(st.booleans())
    options = {"nonlinearity": draw(st.sampled_from(["tanh", "relu"]))} if kind is nn.RNN else {}
    layer = kind(
        width,
        draw(st.integers(1, 5)),
        num_layers=draw(st.integers(1, 3)),
        bidirectional=draw(st.booleans()),
        batch_first=first,
        bias=draw(st.booleans()),
        **options,
    )
    with torch.no_grad():
        for weight in layer.parameters():
            weight.copy_(seeded(draw, *weight.shape) / weight.shape[-1] ** 0.5)
    x = seeded(draw, steps, width)
    return layer, x[None] if first else draw(st.sampled_from([x, x[:, None]]))


@st.composite
def held(draw, width, steps):
    """A recurrent layer of three units with a gate held over so many steps."""
    kind, letters = draw(st.sampled_from([(nn.LSTM, "ifgo"), (nn.GRU, "rzn")]))
    unit, word = draw(st.one_of(st.none(), st.integers(0, 2))), draw(st.one_of(st.none(), st.integers(0, steps - 1)))
    layer = kind(width, 3, batch_first=True)
    return Held(layer, draw(st.sampled_from(letters)), draw(st.floats(0, 1, width=32)), steps, unit, word)


@st.composite
def readers(draw):
    """``(module, words)``: what reads a sentence, of every layer that does."""
    size, steps = draw(st.integers(4, 8)), draw(st.integers(2, 6))
    words = torch.tensor(draw(st.lists(st.integers(1, size - 1), min_size=steps, max_size=steps)), dtype=torch.float32)
    width = draw(st.integers(1, 4))
    rows, wide = nn.Embedding(size, width), draw(st.integers(1, 8))
    over = nn.Conv1d(width, 3, draw(st.integers(1, 3)), stride=draw(st.integers(1, 2)), padding=draw(st.integers(1, 2)))
    cell = draw(st.sampled_from([nn.RNN, nn.GRU, nn.LSTM]))(width, 3, batch_first=True)
    bodies = [
        [Counts(size), nn.Linear(size, 2)],
        [Pairs(size), Counts(size * size), nn.Linear(size * size, 2)],
        [rows, Window(wide), nn.Flatten(), nn.Linear(wide * width, 2)],
        [rows, Turned(), over, nn.ReLU(), Strongest(), nn.Linear(3, 2)],
        [rows, cell, Last(), nn.Linear(3, 2)],
        [rows, draw(held(width, steps)), Last(), nn.Linear(3, 2)],
    ]
    return nn.Sequential(*draw(st.sampled_from(bodies)), nn.Softmax(-1)), words


@st.composite
def watchers(draw):
    """``(module, sheet or frames)``: what reads a clip, of every layer that does."""
    steps, which = draw(st.integers(1, 4)), draw(st.integers(-1, 0))
    place = st.integers(-SIDE, SIDE)
    path = draw(st.lists(st.tuples(place, place), min_size=1, max_size=3))
    first = EachFrame(nn.Conv2d(1, 2, draw(st.integers(1, 3)), stride=draw(st.integers(1, 2))))
    over = [first, nn.ReLU(), EachFrame(nn.Conv2d(2, 1, 2)), nn.Flatten(2)]
    frames = seeded(draw, steps, 8, 8)
    bodies = [
        ([Carried(path)], seeded(draw, 1, SIDE, SIDE)),
        ([OneFrame(which), nn.Conv2d(1, 2, 3)], frames),
        ([*over, Mean()], frames),
        ([*over, Final()], frames),
    ]
    layers, x = draw(st.sampled_from(bodies))
    return nn.Sequential(*layers), x


@st.composite
def listeners(draw):
    """``(module, wave)``: from a wave to a picture of it, or to its columns."""
    bands = draw(st.integers(1, 3))
    ear = nn.Conv1d(1, 2 * bands, draw(st.integers(1, 4)), draw(st.integers(1, 3)), bias=False)
    more = [Moments()] if draw(st.booleans()) else []
    return nn.Sequential(ear, Loudness(), Logarithm(), *more), seeded(draw, 1, 12)


@st.composite
def onward(draw):
    """``(module, input)``: what begins with a state that is there, or looks at states, here the very ones that come in."""
    width, steps = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    x = seeded(draw, steps, width)
    kind = draw(st.sampled_from([nn.RNN, nn.GRU]))
    begun = Begun(kind(width, width, batch_first=True), "input", x)
    going = GoingOn(kind(width, 3, batch_first=True), seeded(draw, 1, 3), "before")
    looks = [Scores("input", x), Shares(), Context("input", x), Joined("input", x)]
    cooled = [Tempered(draw(st.floats(0.2, 2))), nn.Softmax(-1)]
    layers, read = draw(st.sampled_from([([begun], x), ([going], x[:1]), (looks, x), (cooled, x)]))
    return nn.Sequential(*layers), read


@st.composite
def foresees(draw):
    """``(module, series)``: what goes on with a window of values, of every kind that differences are measured in."""
    kind, length = draw(st.sampled_from(series.KINDS)), draw(st.integers(2, 6))
    x = seeded(draw, draw(st.integers(6, 9))).abs() + 1
    first = draw(st.integers(0, len(x) - length))
    kind = replace(kind, window=length)
    by = series.Scale(draw(st.floats(-1, 1)), draw(st.floats(0.5, 2)))
    last = float(x[first + length - 1])
    read = [Stretch(first, length), AsRead(kind, by), nn.GRU(1, 2, batch_first=True), Last()]
    return nn.Sequential(*read, nn.Linear(2, len(kind.ahead)), Foreseen(kind, by, last, "window1")), x


@st.composite
def networks(draw):
    """``(module, input)``: a layer of any spatial kind, then perhaps Flatten, Linear and Softmax, nested as it comes."""
    channels = draw(st.integers(1, 6))
    kind = draw(st.sampled_from(list(SPATIAL)))
    sides = (6, 6) if kind is Centring else (draw(st.integers(6, 9)), draw(st.integers(6, 9)))
    x = seeded(draw, channels, *sides)
    layers = [draw(SPATIAL[kind](channels))]
    if draw(st.booleans()):
        with torch.no_grad():
            width = layers[0](x[None]).numel()
        linear = nn.Linear(width, draw(st.integers(1, 5)), bias=draw(st.booleans()))
        head = nn.Sequential(linear, nn.Softmax(draw(st.sampled_from([-1, 1]))))
        layers += [nn.Flatten(), head] if kind is not nn.Flatten else [head]
    batched = draw(st.booleans())
    return nn.Sequential(*layers), x[None] if batched else x


def kinds_that_are_drawn():
    """The layers that the strategies above really draw, of many networks, the same ones each time."""
    found = set()
    for strategy in (networks(), recurrent(), readers(), watchers(), listeners(), onward(), foresees()):

        @settings(max_examples=600, deadline=None, database=None, derandomize=True, phases=[Phase.generate])
        @given(strategy)
        def draw(drawn):
            found.update(type(layer) for layer in drawn[0].modules())

        draw()
    return found
