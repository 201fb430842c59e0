"""An activation over the map, and what two kernels in a row are without one."""

from __future__ import annotations

from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.derived import changed, largest, strongest
from explainer.core.steps import do, plain
from explainer.core.trace import Trace
from explainer.core.words import number
from explainer.models import kernels
from explainer.models.convolution import ACTIVATIONS, activated, collapsed, sliding
from explainer.views import kernel, thumbnails
from explainer.views.controls import Controls, Setting, now, pick
from explainer.views.kernel import LABELS, Numbers, Sliding
from explainer.views.panels import Curve, Map
from explainer.views.scene import Scene, cell_name
from explainer.views.veil import veiled

SETTINGS = Controls(kernel.SETTINGS)
ACTIVATION = SETTINGS.add(Setting("activation", "Activation", tuple(ACTIVATIONS)))
SHOW = SETTINGS.add(Setting("relu-show", "Show", ("Curve", "Strip", "Two kernels")))
SECOND = SETTINGS.add(Setting("second", "Second kernel", tuple(kernels.KERNELS), "Horizontal edges"))
SAME = 1e-4
RELU = ACTIVATION.start
MADE_BY_RELU = ("relu1", "pool1")


def choose_second() -> str:
    """A tray with the kernels that can follow the first."""
    with thumbnails.tray(f"Second kernel: {now(SECOND)}", SECOND.key), kernel.shown_by_numbers(SECOND, 3, 1):
        return pick(SECOND)


def shown(state: Sliding, numbers: Numbers, show: str, activation: str, second: str, asks: bool) -> tuple[Trace, Scene]:
    """What the setting asks for; while the page ``asks`` what the activation makes of a number, nothing that it made."""
    if show == "Two kernels":
        t, scene = _two_kernels(state, numbers, second)
    else:
        t, scene = kernel.strip(state, numbers) if show == "Strip" else _curve(state, numbers, activation)
    made = [scene.play] if show == "Curve" else [n for n in MADE_BY_RELU if n in t.cells and activation == RELU]
    return t, veiled(scene, {name: "all" for name in made}) if asks else scene


def answer(activation: str, value: float) -> str:
    """What an activation makes of a number."""
    return number(activated(activation, value))


def _curve(state: Sliding, numbers: Numbers, activation: str) -> tuple[Trace, Scene]:
    """The map, the curve with the selected number on it, the map that comes out."""
    t = record([kernel.network(state, numbers, ACTIVATIONS[activation]())], numbers.x)
    out = list(t.tensors)[-1]
    columns = (
        (kernel.maps(state, "conv1", "Map", (out,)),),
        (Curve(out, activation, grow=0.8),),
        (kernel.maps(state, out, f"After {activation}", ("conv1",)),),
    )
    first = cell_name(out, strongest(t.tensors["conv1"]))
    return t, Scene("relu", columns, play=out, labels={**LABELS, out: activation}, first=first)


def _two_kernels(state: Sliding, numbers: Numbers, second: str) -> tuple[Trace, Scene]:
    """Two kernels in a row, the one kernel they amount to, and the same two with ReLU between."""
    after = kernels.weights([second], 3, 1)
    first = built("first", sliding(numbers.weight[:1], numbers.bias[:1]))
    then = built("then", sliding(after, numbers.bias[:1] * 0))
    one = do(collapsed, first, then).named("one")
    t = record([first, then], numbers.x)
    t = t.joined(record([one], numbers.x), {"conv1": "one1"})
    t = t.joined(record([first, plain(nn.ReLU()), then], numbers.x), {"conv2": "between1"})
    two, alone, between = (t.tensors[name] for name in ("conv2", "one1", "between1"))
    differ = changed(two, between, SAME)
    size, three = one.value.kernel_size[0], ("conv2", "one1", "between1")
    same = f"Differs by at most {largest(two - alone):.0e}: the same map."
    columns = (
        (Map("input", "Picture", scale="grey", names=state.channels, together=state.colour),),
        (Map("conv2", "Two kernels", f"{state.names[0]}, then {second.lower()}.", alike=three),),
        (Map("one1", f"One {size} × {size} kernel", same, alike=three),),
        (
            Map(
                "between1",
                "With ReLU between",
                f"{len(differ)} of {two.size} cells differ{'s' if len(differ) == 1 else ''}.",
                changed=differ,
                alike=three,
            ),
        ),
    )
    labels = {**LABELS, "conv2": "Second map", "one1": "One kernel", "between1": "With ReLU"}
    opening = cell_name("one1", strongest(alone))
    return t, Scene("two-kernels", columns, play="one1", labels=labels, first=opening)
