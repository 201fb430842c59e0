"""Chapter: an activation goes over the map cell by cell, and without one two kernels are only one."""

from dataclasses import replace

import streamlit as st

from explainer.nets import kernels, layers
from explainer.views import sliding
from explainer.views.controls import Setting, misread, pick, row, say, switch
from explainer.views.own_picture import picture_problems
from explainer.views.prediction import predict, prediction, verdict
from explainer.views.sliding import LABELS, Numbers, Sliding
from explainer.views.stage import Panel, Scene, Trace, checked, parse_cell, run, stage, written_number
from explainer.views.torch_code import show_torch

ACTIVATION = Setting("activation", "Activation", tuple(layers.ACTIVATIONS))
SHOW = Setting("relu-show", "Show", ("Curve", "Strip", "Two kernels"))
SECOND = Setting("second", "Second kernel", tuple(kernels.KERNELS), "Horizontal edges")
SETTINGS = (*sliding.SETTINGS, ACTIVATION, SHOW, SECOND)


def curve(state: Sliding, numbers: Numbers, activation: str) -> tuple[Trace, Scene]:
    """The map, the curve with the selected number on it, the map that comes out."""
    net = kernels.sliding(numbers.weight, numbers.bias, *state.steps)
    t = run(layers.in_a_row(net, layers.ACTIVATIONS[activation]()), numbers.x)
    out = list(t.tensors)[-1]
    columns = (
        (sliding.maps(state, "conv1", "Map"),),
        (Panel(out, activation, curve=True, grow=0.8),),
        (sliding.maps(state, out, f"After {activation}"),),
    )
    return t, Scene("relu", columns, play=out, labels={**LABELS, out: activation})


def in_a_strip(state: Sliding, numbers: Numbers) -> tuple[Trace, Scene]:
    net = kernels.sliding(numbers.weight, numbers.bias, *state.steps)
    t = run(layers.strip(net), numbers.x)
    return t, Scene("strip", sliding.strip(state), play="conv1", labels=LABELS, meanings=sliding.meanings(state))


def two_kernels(state: Sliding, numbers: Numbers, second: str) -> tuple[Trace, Scene]:
    """Two kernels in a row, the one kernel they amount to, and the same two with ReLU between."""
    first = kernels.sliding(numbers.weight[:1], numbers.bias[:1])
    after = kernels.weights([second], 3, 1)
    then = kernels.sliding(after, numbers.bias[:1] * 0)
    one = layers.collapsed(first[0], then[0])
    relu = layers.ACTIVATIONS["ReLU"]()
    t = run(layers.in_a_row(first, then), numbers.x)
    t = t.joined(run(one, numbers.x), {"conv1": "one1"})
    t = t.joined(run(layers.in_a_row(first, relu, then), numbers.x), {"conv2": "between1"})
    apart, total = t.largest_difference("conv2", "one1"), t.tensors["conv2"].size
    differ = t.changed("conv2", "between1", 1e-4)
    size = one.kernel_size[0]
    columns = (
        (Panel("input", "Picture", "grey", names=state.channels, together=state.colour),),
        (Panel("conv2", "Two kernels", note=f"{state.names[0]}, then {second.lower()}."),),
        (Panel("one1", f"One {size} × {size} kernel", note=f"Differs by at most {apart:.0e}: the same map."),),
        (Panel("between1", "With ReLU between", note=f"{len(differ)} of {total} cells differ.", changed=differ),),
    )
    labels = {**LABELS, "conv2": "Second map", "one1": "One kernel", "between1": "With ReLU"}
    return t, Scene("two-kernels", columns, play="one1", labels=labels)


def ask(activation: str) -> None:
    right = written_number(layers.activated(activation, 0.4))
    options = sorted({"0.00", "0.40", "1.00", right})
    reason = (
        "Only what is below zero is thrown away; 0.3 stays 0.3." if activation == "ReLU" else "Read it off the curve."
    )
    question = f"What does {activation} make of 0.4?"
    predict(prediction("relu", activation), question, options, lambda said: verdict(said, right, reason))


@st.fragment
def view() -> None:
    problems = [*misread(SETTINGS), *picture_problems()]
    with row():
        state, numbers = sliding.controls(problems, folded=True)
        activation, show = switch(ACTIVATION), switch(SHOW)
        second = SECOND.start
        if show == "Two kernels":
            with st.popover("Second kernel"):
                second = pick(SECOND)
    if show == "Two kernels":
        t, scene = two_kernels(state, numbers, second)
    elif show == "Strip":
        t, scene = in_a_strip(state, numbers)
    else:
        t, scene = curve(state, numbers, activation)
    state = replace(state, cell=checked(state.cell, t, problems))
    say(problems)
    ask(activation)
    stage(t, scene, "stage", state.cell)
    show_torch(lambda: torch_code(state, numbers, activation))


def torch_code(state: Sliding, numbers: Numbers, activation: str) -> str:
    name, at = parse_cell(state.cell) or ("", (0, 0, 0))
    which = "before" if name == "conv1" else "after"
    return f"""{sliding.torch_lines(state, numbers)}
before = conv(picture).detach()
after = torch.nn.{layers.MADE[activation]}(before)
print(tuple(before.shape), tuple(after.shape), (before < 0).sum().item(), "below zero")
print({which}[{", ".join(map(str, at))}].item())
"""


view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "The curve is applied to each cell alone: what the kernel found stays, what it found the opposite of becomes zero. "
    "It looks like a loss, but it is the bend that lets layers add up to more than one layer."
)
said.markdown(
    "## Often said, not quite true\n\n"
    "“ReLU sets numbers below 1 to 0.” Below zero: 0.3 stays 0.3.\n\n"
    "Without a bend between them, two kernels are one larger kernel. *Show: Two kernels* computes it; put ReLU "
    "between and no single kernel gives that map."
)
st.caption("Sources: torch’s documentation of ReLU, LeakyReLU, Sigmoid, Tanh and GELU; Krizhevsky et al. 2012.")
