"""Chapter: each box of a map keeps one number, the largest or the mean."""

from dataclasses import replace

import streamlit as st

from explainer.data import changes
from explainer.nets import kernels, layers
from explainer.views import sliding
from explainer.views.controls import Setting, misread, row, say, switch
from explainer.views.own_picture import picture_problems
from explainer.views.prediction import predict, prediction, verdict
from explainer.views.sliding import LABELS, Numbers, Sliding
from explainer.views.stage import Panel, Scene, Trace, checked, parse_cell, run, stage, written_number
from explainer.views.torch_code import show_torch

WINDOW = Setting("window", "Window", (2, 3, 4))
STRIDE = Setting("pool-stride", "Step", (1, 2, 3, 4), 2)
PADDING = Setting("pool-padding", "Edge", (0, 1, 2))
MOVED = Setting("moved", "Move the picture", ("No", "←", "→", "↑", "↓"))
SHOW = Setting("pooling-show", "Show", ("Boxes", "Strip"))
SETTINGS = (*sliding.SETTINGS, WINDOW, STRIDE, PADDING, MOVED, SHOW)
BY = {"No": (0, 0), "←": (0, -1), "→": (0, 1), "↑": (-1, 0), "↓": (1, 0)}
NOTICED = 0.1


def fitting(side: int, window: int, stride: int, padding: int, problems: list[str]) -> tuple[int, int, int]:
    """A window, step and edge that torch takes on a map of this side, changed only where it must be, and said."""
    if padding > window // 2:
        problems.append(f"An edge of {padding} is more than half the window of {window}; using {window // 2}.")
        padding = window // 2
    if side + 2 * padding < window:
        problems.append(f"A window of {window} is larger than the map of {side} × {side}; using {side}.")
        window, padding = side, 0
    return window, stride, padding


def traced(state: Sliding, numbers: Numbers, pools: tuple, down: int, right: int) -> Trace:
    """Picture, map and ReLU once, and from there the three ways to pool."""
    x = changes.moved(numbers.x, down, right, repeated=True)
    net = layers.in_a_row(kernels.sliding(numbers.weight, numbers.bias, *state.steps), layers.ACTIVATIONS["ReLU"]())
    largest, mean, whole = (run(layers.in_a_row(net, pool), x) for pool in pools)
    return largest.joined(mean, {}).joined(whole, {"avgpool1": "global1"})


def boxes(state: Sliding, t: Trace, still: Trace, moved: str) -> Scene:
    """The map, its boxes' largest and mean, and the mean of all; after a move, what changed in each."""
    noticed = NOTICED * float(still.tensors["relu1"].max())
    differ = {n: t.changed(n, still, noticed) if moved != "No" else () for n in ("relu1", "pool1", "avgpool1")}

    def panel(name: str, title: str, grow: float = 1) -> Panel:
        changed = differ.get(name, ())
        size = t.tensors[name].size
        note = (
            f"{len(changed)} of {size} changed ({len(changed) / size:.0%})" if moved != "No" and name in differ else ""
        )
        return Panel(name, title, names=state.names, shared=state.shared, grow=grow, note=note, changed=changed)

    columns = (
        (panel("relu1", "Map after ReLU"),),
        (panel("pool1", "Largest of each box"),),
        (panel("avgpool1", "Mean of each box"),),
        (panel("global1", "Mean of all", 0.45),),
    )
    return Scene("pooling", columns, play="pool1", labels=LABELS)


def ask(t: Trace) -> None:
    """Which of the numbers in the strongest box survives?"""
    terms = t.explain("pool1", t.strongest("pool1")).terms
    right = written_number(max(terms))
    options = sorted({written_number(term) for term in terms})
    reason = "Max pooling keeps the largest response, whatever the kernel responds to."
    held = ", ".join(written_number(term) for term in terms[:4]) + (" …" if len(terms) > 4 else "")
    question = f"A box holds {held}. Which survives?"
    predict(prediction("pooling", options), question, options[-5:], lambda said: verdict(said, right, reason))


@st.fragment
def view() -> None:
    problems = [*misread(SETTINGS), *picture_problems()]
    with row():
        state, numbers = sliding.controls(problems, folded=True)
        asked = switch(WINDOW), switch(STRIDE), switch(PADDING)
        moved, show = switch(MOVED), switch(SHOW)
    shape = fitting(state.side, *asked, problems)
    pools = layers.pools(*shape)
    still = traced(state, numbers, pools, 0, 0)
    t = still if moved == "No" else traced(state, numbers, pools, *BY[moved])
    scene = boxes(state, t, still, moved)
    if show == "Strip":
        scene = replace(scene, name="strip", columns=sliding.strip(state), play="conv1")
    state = replace(state, cell=checked(state.cell, t, problems))
    say(problems)
    ask(still)
    stage(t, scene, "stage", state.cell)
    show_torch(lambda: torch_code(state, numbers, shape, BY[moved]))


def torch_code(state: Sliding, numbers: Numbers, shape: tuple[int, int, int], by: tuple[int, int]) -> str:
    name, at = parse_cell(state.cell) or ("pool1", (0, 0, 0))
    window, stride, padding = shape
    return f"""{sliding.torch_lines(state, numbers)}
from explainer.data.changes import moved
picture = torch.from_numpy(moved(picture.numpy(), *{by}, repeated=True))
t = {{"input": picture, "conv1": conv(picture).detach()}}
t["relu1"] = t["conv1"].relu()
t["pool1"] = torch.nn.MaxPool2d({window}, {stride}, {padding})(t["relu1"])
t["avgpool1"] = torch.nn.AvgPool2d({window}, {stride}, {padding})(t["relu1"])
t["global1"] = t["relu1"].mean(dim=(1, 2), keepdim=True)
print({{name: tuple(tensor.shape) for name, tensor in t.items()}})
print(t["{name}"][{", ".join(map(str, at))}].item())
"""


view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "Each box keeps one number, so the map shrinks and says less about where and as much about whether. "
    "Move the picture by one cell: the dots mark what changed by more than a tenth of the largest value, "
    "in the map and in what is left of it."
)
said.markdown(
    "## Often said, not quite true\n\n"
    "“Pooling finds the strongest lines.” It finds nothing: it keeps the largest response, whatever the kernel responds "
    "to. Choose *Blur* as the kernel and it keeps the brightest places."
)
st.caption("Sources: torch’s documentation of MaxPool2d, AvgPool2d and AdaptiveAvgPool2d; Dumoulin & Visin 2016.")
