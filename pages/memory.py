"""Chapter: how far back a recurrent network remembers, how fast its gradient fades, and which words its answer hangs on."""

import streamlit as st

from explainer.data import distance
from explainer.nets import memory
from explainer.views import charts, loops, recalling, runs
from explainer.views.controls import Setting, misread, now, number, row, say, slide, switch, text
from explainer.views.prediction import predict, prediction
from explainer.views.recalling import BIAS, FAR, KIND, WHEN, Asked
from explainer.views.stage import Scene, Trace, checked, parse_cell, stage
from explainer.views.torch_code import show_torch

SHOW = Setting("memory-show", "Show", ("Recall", "Gradient", "Influence"))
LEARNED = Setting("curriculum", "Learned", ("Afresh at each distance", "At growing distances"))
SEED = Setting("memory-seed", "Seed", tuple(range(1, 100)), ranged=True)
SETTINGS = (SHOW, KIND, WHEN, FAR, BIAS, LEARNED, SEED)
RUN = "memory-run"
GUESSING = 1 / len(distance.CLASSES)
LETTERS = {"h": "State", "dh": "Gradient", "length": "Its length", "c": "Cell state", "dc": "Gradient at c"}
LABELS = {
    "input": "Word",
    "embedding1": "Word as numbers",
    "linear1": "Logit",
    "linear1.d": "Gradient at the logit",
    "softmax1": "Answer",
    "influence.gradient": "Gradient",
    "influence.deletion": "Deletion",
} | {f"{kind}1.{letter}": word for kind in ("rnn", "gru", "lstm") for letter, word in LETTERS.items()}
READINGS = {
    "influence.gradient": "the gradient of the answer’s log-odds at this word’s numbers is {value} long.",
    "influence.deletion": "without this word the log-odds of the right answer fall by {value}.",
}


def scene(asked: Asked, t: Trace, kind: str, show: str, apart: tuple[int, ...]) -> Scene:
    """A column for each word: its state and answer, or the gradient on its way back, or its influence."""
    own, last = f"{kind.lower()}1", len(asked.sentence) - 1
    state = loops.strip(f"{own}.h", "state", "h", per=8, phase=-1 if show == "Gradient" else 0, handed=show == "Recall")
    legend = [("signed", "−1", "1")]
    if show == "Gradient":
        limit = t.largest(f"{own}.dh")
        back = loops.strip(f"{own}.dh", "gradient", "∂L/∂h", per=8, handed=True) | {"limit": limit}
        level = {"tensor": f"{own}.length", "label": "its length", "letter": "log", "kind": "level", "log": 8}
        rows, play, first = [state, back, level], f"{own}.dh", f"{own}.dh[{last},0]"
        note = "Played from the last word back. Bars are on a log scale: each eighth of the height is a power of ten."
        steps = {"tensors": [play], "names": ["gradient"], "backwards": True}
        legend.append(("signed", f"∂L/∂h −{written(limit)}", written(limit)))
    elif show == "Influence":
        rows = [
            {"tensor": f"influence.{name}", "label": name, "letter": "", "kind": "level", "log": 6}
            for name in ("gradient", "deletion")
        ]
        play, first, note, legend = "influence.gradient", f"influence.deletion[{asked.at}]", "", []
        steps = {"tensors": [play], "names": ["word"]}
    else:
        rows = [state, {"tensor": "softmax1", "label": "answer", "kind": "answer", "names": distance.CLASSES}]
        play, note = (
            f"{own}.h",
            f"What it would say if the sentence ended there. This {kind} learned at growing distances.",
        )
        first, steps = f"{own}.h[{last},0]", {"tensors": [play], "names": ["state"]}
    title = {
        "Recall": f"What the {kind} remembers",
        "Gradient": f"∂L/∂h in the {kind}, on its way back",
        "Influence": "Which words the answer hangs on",
    }[show]
    panel = loops.columns(asked.sentence, title, rows, note, legend=legend, marked=list(apart))
    axes = loops.AXES | {f"influence.{name}": (("t", "word"),) for name in ("gradient", "deletion")}
    return Scene(
        "memory", ((panel,),), play, LABELS, closed=True, first=first, steps=steps, readings=READINGS, axes=axes,
        spoken=tuple(w.read for w in asked.sentence), says=loops.said(asked.sentence, len(distance.vocabulary())),
        breadth=1200 if show == "Influence" else 740,
    )  # fmt: skip


def nearest(far: int) -> tuple[int, list[float]]:
    """The measured distance nearest to this one, and a plain RNN's shares there."""
    afresh = memory.figures()["afresh"]["rnn"]
    found = min(afresh, key=lambda d: abs(int(d) - far))
    return int(found), afresh[found]


def ask(far: int) -> None:
    """How often is a plain RNN right?"""
    at, shares = nearest(far)
    mean = sum(shares) / len(shares)
    options = ("13 %", "50 %", "100 %")
    right = min(options, key=lambda option: abs(float(option[:-2]) / 100 - mean))

    def told(guess: str) -> str:
        said = "Right" if guess == right else f"You said {guess}"
        return f"**{said}: {mean:.0%}** on average, {min(shares):.0%} to {max(shares):.0%} over five seeds. Guessing gives 13 %."

    nearest_one = "" if at == far else " (the nearest that was measured)"
    question = f"Trained 300 steps with the country {at} words back{nearest_one}: how often is a plain RNN right?"
    predict(prediction("memory", at), question, options, told)


def recall_chart(far: int) -> None:
    """Share right against distance, as measured, and what was trained here."""
    learned = switch(LEARNED, quiet=True)
    figures = memory.figures()["afresh" if learned == LEARNED.options[0] else "growing"]
    shares = {name: {int(d): values for d, values in figures[kind].items()} for kind, name in memory.KINDS.items()}
    run = runs.now(RUN)
    here = {memory.KINDS[kind]: share for kind, share in run.recipe.right(run.history).items()} if run else {}
    charts.recalled(shares, far, here, run.recipe.far if run else far, GUESSING)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        seed = number(SEED)
        if run and run.running:
            st.button("Stop", key="train-memory", on_click=runs.forget, args=(RUN,))
        else:
            recipe = memory.Recall(far, seed)
            st.button(f"Train all four here, at {far}", key="train-memory", on_click=runs.begin, args=(RUN, recipe))
    if run:
        runs.standing(run)
        if here:
            said = ", ".join(f"{name} {share:.0%}" for name, share in here.items())
            st.caption(f"Trained here at {run.recipe.far} words, seed {run.recipe.seed}: {said}.")


def fade_chart(asked: Asked, bias: int) -> None:
    """The same gradients as lines, every network before and after training."""
    charts.faded(recalling.faded(asked, bias))
    faded = memory.figures()["faded"]
    middle = [f"{name}: {written(sorted(values)[len(values) // 2])}" for name, values in faded.items()]
    st.caption(f"Left of an untrained network’s gradient after 20 words, median of five seeds. {'; '.join(middle)}.")


def written(value: float) -> str:
    """``7e−6``"""
    return f"{value:.0e}".replace("e-0", "e−")


@st.fragment
def view() -> None:
    problems = misread(SETTINGS)
    with row():
        asked = recalling.choose(problems)
        show, kind = switch(SHOW, quiet=True), switch(KIND, quiet=True)
        trained = show != "Gradient" or now(WHEN) == WHEN.options[1]
        if show == "Gradient":
            with st.popover(now(WHEN)):
                trained = switch(WHEN) == WHEN.options[1]
                slide(BIAS)
                st.caption(
                    "0 is torch’s own initialisation. After training there are two LSTMs: 0, and 1 for anything above."
                )
        with st.popover("Cell"):
            cell = text("cell", "Selected cell", "A cell such as rnn1.h[5,3].")
    bias = now(BIAS) if show == "Gradient" else 0
    net = recalling.network(kind, trained, bias)
    apart: tuple[int, ...] = ()
    found = None
    if show == "Gradient":
        t = recalling.backwards(net, asked)
    elif show == "Influence":
        t, found = recalling.influences(net, asked)
        apart = found.apart
    else:
        t = recalling.after_each_word(net, asked)
    cell = checked(cell, t, problems)
    say(problems)
    ask(asked.far)
    if show == "Influence":
        stage(t, scene(asked, t, kind, show, apart), "stage", cell)
        st.caption(
            f"Above: how long the gradient of the right answer’s log-odds is at each word. Below: by how much they fall when the "
            f"word is left out. Underlined: {len(apart)} of {len(asked.sentence)} words whose places in the two orders differ by a "
            f"third of the sentence or more; rank correlation {found.agreement:+.2f}. Without “{asked.sentence[asked.at].read}” it "
            f"says {distance.CLASSES[found.without[asked.at]]}.".replace("-", "−")
        )
    else:
        stood, beside = st.columns([1.5, 1], gap="medium")
        with beside:
            if show == "Recall":
                recall_chart(asked.far)
            else:
                fade_chart(asked, bias)
        with stood:
            stage(t, scene(asked, t, kind, show, apart), "stage", cell)
    show_torch(lambda: torch_code(asked, kind, trained, bias, show, cell))
    run = runs.now(RUN)
    if run and run.running:
        runs.go_on(run, runs.place())


def torch_code(asked: Asked, kind: str, trained: bool, bias: int, show: str, cell: str) -> str:
    own = f"{kind.lower()}1"
    name, at = parse_cell(cell) or (f"{own}.dh" if show == "Gradient" else f"{own}.h", (0, 0))
    key = "lstm1" if kind == "LSTM" and bias else kind.lower()
    net = (
        f'memory.trained()["{key}"]'
        if trained
        else f'memory.seeded("{kind.lower()}", {recalling.SEED}, {float(bias) if kind == "LSTM" and bias else None})'
    )
    where = ", ".join(map(str, at))
    number = {"influence.gradient": f"found.gradient[{where}]", "influence.deletion": f"found.deletion[{where}]"}.get(
        name
    )
    return f"""from explainer.data import distance
from explainer.data.sentences import ids, words
from explainer.nets import influence, memory

net = {net}
x = ids(words({" ".join(w.read for w in asked.sentence)!r}, distance.vocabulary()))
t = influence.traced(net, x, distance.CLASSES.index({asked.language!r}))
print(influence.lengths(t).tolist())
found = influence.influence(net, x, distance.CLASSES.index({asked.language!r}))
print(found.gradient.tolist(), found.deletion.tolist())
print({number or (f"influence.lengths(t)[{where}]" if name.endswith(".length") else f't.tensors["{name}"][{where}]')})
"""


runs.pause(RUN)
view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "Trained afresh, every network falls from always right to guessing somewhere between 8 and 60 words, one seed sooner than "
    "another: the gradient that should teach it has faded on its way back. Led there by growing distances, even the plain RNN "
    "holds a country for 80 words, with four seeds of five. "
    "Fading makes long memories hard to learn, not impossible to hold."
)
said.markdown(
    "## Often said, not quite true\n\n"
    "“LSTMs don’t have vanishing gradients.” As torch initialises them they do: compare *Before training* with a forget bias of "
    "0 and of 3.\n\n"
    "“A high gradient means an important word.” Leave the word out and see: *Influence* marks where the two disagree."
)
st.caption(
    "Bengio et al. 1994; Hochreiter & Schmidhuber 1997; Gers et al. 2000; Jozefowicz et al. 2015 (forget bias 1). Measured by "
    "make curves: 32 units, 2,000 sentences, Adam at 0.003, five seeds; assets/memory.json has the settings."
)
