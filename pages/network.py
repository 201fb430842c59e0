"""Chapter: a trained network reads a digit, every number of it open, from the answer back to the pixels."""

import streamlit as st

from explainer.nets import digits, layers
from explainer.views import digit
from explainer.views.controls import Setting, misread, now, row, say, switch, text
from explainer.views.digit import Shown
from explainer.views.prediction import predict, prediction
from explainer.views.stage import Panel, Scene, Trace, checked, parse_cell, run, stage, written_number
from explainer.views.torch_code import show_torch

SHOW = Setting("network-show", "Show", ("All layers", "One layer", "Which pixels"))
LAYER = Setting("layer", "Layer", ("conv1", "relu1", "pool1", "conv2", "relu2", "pool2"), "conv2")
SETTINGS = (*digit.SETTINGS, SHOW, LAYER)
CLASSES = tuple(str(d) for d in range(digits.CLASSES))
LABELS = {
    "drawing": "drawing", "input": "pixels", "conv1": "conv1", "relu1": "relu1", "pool1": "pool1", "conv2": "conv2",
    "relu2": "relu2", "pool2": "pool2", "linear1": "logit", "softmax1": "answer",
}  # fmt: skip
ANSWER = "softmax1"
WORDS = {"linear1": CLASSES, ANSWER: CLASSES}
PATCH = 5
FAR = 4
NOTICED = 0.1


def traced(state: Shown) -> Trace:
    """From the drawing to the answer; where the digit was changed on the way, the network begins at what it reads."""
    whole = layers.in_a_row(state.net, layers.shares())
    if state.moved:
        drawn = run(layers.in_a_row(), state.drawing).renamed({"input": "drawing"})
        return drawn.joined(run(whole, state.x), {})
    t = run(layers.in_a_row(state.centring, whole), state.drawing)
    return t.renamed({"input": "drawing", "centred1": "input"})


def answer(t: Trace, still: Trace | None, grow: float = 1) -> Panel:
    before = tuple(map(float, still.tensors[ANSWER])) if still else None
    return Panel(ANSWER, "Answer", "probability", names=CLASSES, bars=True, before=before, grow=grow)


def all_layers(state: Shown, t: Trace, still: Trace | None) -> Scene:
    """Pad, pixels, all maps of all layers, the ten shares."""
    differ = {n: t.changed(n, still, NOTICED * t.largest(n)) if still else () for n in LAYER.options}

    def maps(name: str, beside: int) -> Panel:
        note = f"{len(differ[name])} differ" if still else ""
        return Panel(name, name, compact=beside, changed=differ[name], note=note, grow=0.5 * beside)

    note = "draw here" if state.drawing.any() else "nothing yet: draw"
    drawn = Panel("drawing", "Your digit", "grey", draw=True, note=note, grow=2.1)
    read = "What the network reads, changed." if state.moved else "Scaled and centred, as the digits it learned."
    pixels = Panel("input", "Pixels", "grey", field=True, flip=True, note=read, grow=1.5)
    tiles = {"conv1": 1, "relu1": 1, "pool1": 1, "conv2": 2, "relu2": 2, "pool2": 2}
    columns = (
        (drawn,),
        (pixels,),
        *((maps(name, beside),) for name, beside in tiles.items()),
        (answer(t, still, 2.4),),
    )
    return Scene("network", columns, "conv1", LABELS, closed=True, first=best(t), words=WORDS, centre=centre(state))


def best(t: Trace) -> str:
    """The cell of the answer."""
    return f"{ANSWER}[{t.strongest(ANSWER)[0]}]"


def centre(state: Shown) -> dict[str, str] | None:
    return None if state.moved else {"drawing": "drawing", "centred": "input"}


def one_layer(state: Shown, t: Trace, still: Trace | None, name: str) -> Scene:
    """What goes in, the kernel if there is one, one map large, the answer."""
    tensors = list(t.tensors)
    source = tensors[tensors.index(name) - 1]
    pixels = source == "input"
    before = Panel(source, "Pixels" if pixels else source, "grey" if pixels else "signed", field=pixels, flip=pixels)
    columns = [(before,)]
    if name.startswith("conv"):
        channels = tuple(str(c + 1) for c in range(t.tensors[source].shape[0]))
        columns.append((Panel(f"{name}.weight", "Kernel", edit=True, bias=f"{name}.bias", names=channels),))
    changed = t.changed(name, still, NOTICED * t.largest(name)) if still else ()
    titles = tuple(f"{name}, map {c + 1}" for c in range(t.tensors[name].shape[0]))
    columns.append((Panel(name, name, names=titles, solo=True, changed=changed, grow=1.2),))
    columns.append((answer(t, still),))
    return Scene("layer", tuple(columns), name, LABELS, closed=True, words=WORDS)


def which_pixels(state: Shown, t: Trace) -> tuple[Trace, Scene]:
    """Two answers to which pixels mattered, side by side."""
    best = t.strongest(ANSWER)[0]
    t = t.with_tensors(
        gradient=digits.gradient(state.net, state.x, best), removal=digits.removal(state.net, state.x, best, PATCH)
    )
    agreement = f"Correlation with the gradient: {written_number(t.correlation('gradient', 'removal'))}."
    columns = (
        (Panel("input", "Pixels", "grey"),),
        (Panel("gradient", "Gradient", note=f"What brightening each pixel does to the logit of {best}."),),
        (Panel("removal", "Removal", note=f"What it loses without the {PATCH} × {PATCH} around. {agreement}"),),
        (answer(t, None),),
    )
    readings = {
        "gradient": f"the logit of {best} gains {{value}} for each 1.00 that this pixel gets brighter.",
        "removal": f"without the {PATCH} × {PATCH} pixels around here the logit of {best} loses {{value}}.",
    }
    return t, Scene("pixels-that-matter", columns, "removal", LABELS, readings=readings, words=WORDS)


def ask(state: Shown) -> None:
    """Does the answer hold when the digit moves?"""
    still, moved = (digits.probabilities(state.plain, x) for x in (state.before, digit.moved_by(state.before, FAR)))
    best, now_best = int(still.argmax()), int(moved.argmax())
    options = ("Yes", "Less surely", "No")
    right = options[2] if now_best != best else options[0] if moved[best] > still[best] - 0.05 else options[1]
    shares = f"{best} had {still[best]:.0%}; moved, {now_best} has {moved[now_best]:.0%}. (What if: Move right.)"

    def told(said: str) -> str:
        return f"**{'Right' if said == right else f'You said “{said}”'}: {right.lower()}.** {shares}"

    question = f"Moved {FAR} to the right, will it still be {best}?"
    predict(prediction("network", (best, still[best])), question, options, told)


@st.fragment
def view() -> None:
    problems = misread(SETTINGS)
    show = now(SHOW)
    with row():
        name = digit.choose_digit()
        digit.what_if()
        layer = switch(LAYER, quiet=True) if show == "One layer" else LAYER.start
        with st.popover("Cell"):
            cell = text("cell", "Selected cell", "A cell such as conv2[5,4,6].")
        switch(SHOW, quiet=True)
        state = digit.shown(name, problems)
        if show != "One layer":
            ask(state)
    if show == "One layer":
        ask(state)
    t = traced(state)
    still = traced(state.untouched) if state.changed else None
    if show == "Which pixels":
        t, scene = which_pixels(state, t)
    elif show == "One layer":
        scene = one_layer(state, t, still, layer)
    else:
        scene = all_layers(state, t, still)
    cell = checked(cell, t, problems)
    say(problems)
    stage(t, scene, "stage", cell, lambda made: digit.kept(made.values, state))
    show_torch(lambda: torch_code(name, cell))


def torch_code(name: str, cell: str) -> str:
    tensor, at = parse_cell(cell) or (ANSWER, (0,))
    return f"""import torch
{digit.torch_lines(name)}
t = trace(torch.nn.Sequential(net, torch.nn.Softmax(1)), x)
print({{name: tensor.shape for name, tensor in t.tensors.items()}})
print(t.tensors["{tensor}"][{", ".join(map(str, at))}])
"""


view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "The first kernels answer to strokes and edges, the second to pairs of those, and each cell sees more of the "
    "picture than the one before it. At the end ten sums are made of 400 numbers, and the largest wins."
)
said.markdown(
    "## Often said, not quite true\n\n"
    "“99 % means that it is sure.” It means that one sum is far ahead of nine others. Show it a photo or a scribble: it "
    "must name one of ten digits, and often does so with conviction. It was never shown what is none of them."
)
st.caption(
    f"The network: {digits.count(digits.network()):,} weights, trained on 8,500 digits of MNIST (LeCun et al. 1998, CC "
    "BY-SA 3.0); make weights trains it again. The examples are from the 1,500 digits that it has not seen."
)
