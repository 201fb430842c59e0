"""What the pages on networks that look and remember ask, computed anew from what is on screen: each takes what a page shows and its
link, and gives the right option."""

import json
import re

import torch
from torch.nn import functional

from explainer.core.words import number
from explainer.data.countries import LANGUAGES
from explainer.models.kernels import weights
from explainer.models.recipes import held_out
from tests.pages.visits import ROOT

APART = 0.1
ROUNDING = 1e-4


def activated(name, x):
    return {
        "ReLU": functional.relu, "Leaky ReLU": lambda v: functional.leaky_relu(v, 0.1), "Sigmoid": torch.sigmoid,
        "Tanh": torch.tanh, "GELU": functional.gelu,
    }[name](torch.tensor(x)).item()  # fmt: skip


def pixels(here, query):
    return f"{here['t'].tensors['input'].size:,}"


def convolution(here, query):
    side = here["t"].tensors["conv1"].shape[-1]
    return f"{side} × {side}"


def relu(here, query):
    if query["relu-show"] == "Two kernels":
        return between(here, query)
    name, value, row, column = re.match(
        r"What does (.+) make of the (\S+) in row (\d+), column (\d+)", here["question"]
    ).groups()
    x = here["t"].tensors["conv1"][0, int(row) - 1, int(column) - 1]
    assert (name, number(x)) == (query["activation"], value)
    return number(activated(name, float(x)))


def between(here, query):
    """Both kernels over the picture that is on screen, without and with ReLU between them."""
    x = torch.from_numpy(here["t"].tensors["input"])[None]
    first = weights([query["kernel"]], int(query["size"]), x.shape[1], int(query["seed"]))
    one, two = (torch.from_numpy(weight) for weight in (first, weights([query["second"]], 3, 1)))
    answer = functional.conv2d(x, one)
    without, with_relu = (functional.conv2d(y, two) for y in (answer, answer.relu()))
    differ = int(((without - with_relu).abs() > ROUNDING).sum())
    return next(o for o in here["options"] if differ <= int(o.split()[-1]))


def pooling(here, query):
    return f"{here['t'].tensors['pool1'][0].size:,}"


def training(here, query):
    kernels = tuple(map(int, query["kernels"].split(" and ")))
    torch.manual_seed(int(query["train-seed"]))
    net = torch.nn.Sequential(*untrained(*kernels))
    pictures, labels = held_out()
    with torch.no_grad():
        share = (net(pictures).argmax(1) == labels).float().mean().item()
    return next(o for o in here["options"] if round(100 * share) <= int(o.split()[-1]))


def untrained(first, second):
    conv, pool = torch.nn.Conv2d, lambda: torch.nn.MaxPool2d(2)
    body = (conv(1, first, 3), torch.nn.ReLU(), pool(), conv(first, second, 3), torch.nn.ReLU(), pool())
    return *body, torch.nn.Flatten(), torch.nn.Linear(second * 25, 10)


def sequences(here, query):
    words = re.findall(r"\w+|[^\w\s]", query["sentence"].lower())
    text = " ".join(words)
    home = re.search(r"(\w+) is where i grew up|grew up in (\w+)", text)
    country = next(filter(None, home.groups())) if home else next((w for w in words if w in LANGUAGES), None)
    if country is None:
        return "384"
    assert f"“{country.capitalize()}”" in here["question"]
    return str(words[::-1].index(country) + 1)


def same_bag(here, query):
    a, b = (here["t"].tensors[f"{side}.state.h"][-1] for side in "AB")
    differ = sum(abs(float(x) - float(y)) > APART for x, y in zip(a, b, strict=True))
    return next(o for o in here["options"] if differ <= int(o.split()[-1]))


def unroll(here, query):
    own = {"RNN": 1, "GRU": 3, "LSTM": 4}[query["cell-kind"]]
    return f"{own * 12 * (16 + 12 + 2):,}"


def gates(here, query):
    """Rows with nothing below zero and nothing above one, whatever the words: those of gates, and no others."""
    rows = {k: v for k, v in here["t"].tensors.items() if re.fullmatch(r"(lstm|gru)1\.[a-z]", k)}
    return str(sum(bool((v >= 0).all() and (v <= 1).all()) for v in rows.values()))


def memory(here, query):
    at = re.search(r"(\d+) words back", here["question"])[1]
    found = json.loads((ROOT / "assets" / "remembering.json").read_text())
    know = [share >= found["about"]["on when right"] for share in found["afresh"]["rnn"][at]]
    return "all" if all(know) else "some" if any(know) else "none"


ANSWERS = {
    "pixels": pixels, "convolution": convolution, "relu": relu, "pooling": pooling, "training": training,
    "sequences": sequences, "same-bag": same_bag, "unroll": unroll, "gates": gates, "memory": memory,
}  # fmt: skip
