"""CPU time of one thread: of one answer, of a training, and against the length of a sentence."""

from __future__ import annotations

import platform

import torch

from explainer.models.comparing.digits import RIVALS, RivalRecipe
from explainer.models.comparing.sentences import SentenceRecipe
from explainer.models.readers import KINDS, SETTINGS, reader
from explainer.models.recipes import held_out
from explainer.study.comparing.clock import of_a_step, of_a_training, of_an_answer
from explainer.study.comparing.costs import in_a_row, multiply_adds
from explainer.study.make.comparing.costs import sentence

ANSWERS, LONG_ANSWERS, STEPS = 300, 60, 9
LENGTHS = (10, 20, 40, 80, 160, 320, 640)
KEYS = ("conv", "rnn", "gru", "lstm")
MICRO, MILLI = 1e6, 1e3


def by_length(key: str) -> dict[str, list[float]]:
    """Of one answer and of a training step, at each of ``LENGTHS``, with random words; and how many steps wait for one another."""
    kind = next(one for one in KINDS if one.key == key)
    generator = torch.Generator().manual_seed(0)
    found: dict[str, list[float]] = {"answer, µs": [], "training step, ms": [], "multiply-adds": [], "in a row": []}
    for length in LENGTHS:
        x = torch.randint(2, 60, (SETTINGS.batch, length), generator=generator)
        labels, net, one = torch.arange(SETTINGS.batch) % 2, reader(kind), x[:1]
        found["answer, µs"].append(round(MICRO * of_an_answer(net, one, LONG_ANSWERS), 1))
        found["training step, ms"].append(round(MILLI * of_a_step(net, (x, labels), STEPS), 2))
        found["multiply-adds"].append(multiply_adds(net, one))
        found["in a row"].append(in_a_row(net, one))
    print(key, found, flush=True)
    return found


def digits() -> dict[str, dict[str, float]]:
    """Of every network that reads digits, an answer about one and its training."""
    found = {}
    for key in RIVALS:
        recipe = RivalRecipe(key)
        answer = of_an_answer(recipe.make(), held_out()[0][:1], ANSWERS)
        training = of_a_training(recipe.make, recipe.examples()[0], recipe.settings)
        found[key] = {"answer, µs": round(MICRO * answer, 1), "training, s": round(training, 2)}
    print(found, flush=True)
    return found


def sentences() -> dict[str, dict[str, float]]:
    """Of every reader, an answer about one sentence and its training on new pairs."""
    found = {}
    for kind in KINDS:
        recipe = SentenceRecipe(kind.key)
        answer = of_an_answer(recipe.make(), sentence(), ANSWERS)
        training = of_a_training(recipe.make, recipe.examples()[0], recipe.settings)
        found[kind.key] = {"answer, µs": round(MICRO * answer, 1), "training, s": round(training, 3)}
    print(found, flush=True)
    return found


def measured() -> dict[str, object]:
    """All of it, on this machine as busy as it is."""
    about = {
        "torch": torch.__version__, "machine": platform.machine(), "threads": torch.get_num_threads(),
        "median of answers": ANSWERS, "of long answers": LONG_ANSWERS, "of steps": STEPS, "batch": SETTINGS.batch,
        "lengths": LENGTHS,
    }  # fmt: skip
    return {
        "settings": about,
        "digits": digits(),
        "sentences": sentences(),
        "by words": {key: by_length(key) for key in KEYS},
    }
