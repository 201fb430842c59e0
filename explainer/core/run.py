"""A run of any module, or of any function of tensors, as a trace: watched, left as it was, named, and without what leads
nowhere."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.utils._pytree import tree_flatten, tree_map

from explainer.core.leaving import Kept, left_as_it_was
from explainer.core.naming import inner, joined
from explainer.core.refusing import refuse_module, refuse_tensors
from explainer.core.spot import failed_in
from explainer.core.watch import Watch

# Whether that library is used holds for the whole process: one run at a time is without it.
_LIBRARY = threading.RLock()


@dataclass(frozen=True)
class Run:
    """A watched run: ``inputs`` by the names that the forward has for them, the keys of what it gave, and of everything that
    led to that."""

    watch: Watch
    inputs: Mapping[str, torch.Tensor]
    outputs: tuple[str, ...]
    kept: set[str]
    was_training: bool


def run(module: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Run:
    """Run a module as in ``eval()``, in inference mode unless its forward needs gradients."""
    named = dict(_named(module, args, kwargs))
    if not any(x.numel() for x in named.values()) and named:
        shapes = ", ".join(f"{name} {tuple(x.shape)}" for name, x in named.items())
        raise ValueError(f"Nothing to trace: the input is empty ({shapes}).")
    try:
        return _watched(module, args, kwargs, torch.inference_mode)
    except RuntimeError:
        return _watched(module, args, kwargs, _step_by_step)


@contextmanager
def _step_by_step() -> Iterator[None]:
    """Outside inference mode torch hands a whole LSTM, and what its gradient is, to a library that shows nothing of it; without
    that library it does both itself, equal but for rounding, and everything can be seen."""
    library: Any = torch.backends.mkldnn
    with _LIBRARY:
        was, library.enabled = library.enabled, False
        try:
            with torch.enable_grad() if torch.is_grad_enabled() else torch.no_grad():
                yield
        finally:
            library.enabled = was


def refuse(module: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """Raise :class:`~explainer.core.declaration.UnsupportedLayer` for what cannot be recorded."""
    refuse_module(module)
    refuse_tensors(_named(module, args, kwargs))


def _watched(
    module: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], mode: Callable[[], Any]
) -> Run:
    named_modules = dict(module.named_modules()) if isinstance(module, nn.Module) else {}
    modules = list(named_modules.values())
    own = _own(named_modules)
    kept = Kept(own.values())
    copies: dict[int, torch.Tensor] = {}

    def copied(x: Any) -> Any:
        if not isinstance(x, torch.Tensor):
            return x
        if id(x) not in copies:
            copies[id(x)] = x.detach().cpu().clone().requires_grad_(x.requires_grad)
        return copies[id(x)]

    with left_as_it_was(modules, kept):
        given_args, given_kwargs = tree_map(copied, tuple(args)), tree_map(copied, dict(kwargs))
        inputs = dict(_named(module, given_args, given_kwargs))
        # What holds tensors in a way of its own, as a packed sequence does, is given as it is.
        kept.also(inputs.values())
        was_training = any(m.training for m in modules)
        for one in modules:
            one.training = False
        named = {f"<{name}": x for name, x in inputs.items()} | {f"={name}": x for name, x in own.items()}
        try:
            with mode():
                watch = Watch(named, kept.before_writing)
                with watch:
                    given = module(*given_args, **given_kwargs)
        except Exception as error:
            _explained(error, module)
            raise
        found = [x for _, x in inner(given, "") if isinstance(x, torch.Tensor)]
        outputs = tuple(watch.tensors.key_of(x) for x in found)
        reached = watch.tensors.leading_to((*outputs, *(one.key for one in watch.decided)))
        watch.tensors.keep(reached | {f"<{name}" for name in inputs})
    return Run(watch, inputs, outputs, reached, was_training)


def _own(modules: Mapping[str, nn.Module]) -> dict[str, torch.Tensor]:
    """The parameters and buffers of modules by their paths, each once."""
    seen: set[int] = set()
    found: dict[str, torch.Tensor] = {}
    for path, one in modules.items():
        for own, x in (*one._parameters.items(), *one._buffers.items()):
            if x is not None and id(x) not in seen:
                seen.add(id(x))
                found[joined(path, own)] = x
    return found


def _named(
    module: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Iterator[tuple[str, torch.Tensor]]:
    """Every tensor that goes in, by the name that the forward has for it."""
    try:
        forward = module.forward if isinstance(module, nn.Module) else module
        signature = inspect.signature(forward)
        bound = signature.bind(*args, **kwargs).arguments
        kinds = {name: parameter.kind for name, parameter in signature.parameters.items()}
    except (TypeError, ValueError):
        bound = {f"input{k or ''}": x for k, x in enumerate(args)} | dict(kwargs)
        kinds = {}
    seen: set[int] = set()
    for name, value in bound.items():
        spread = kinds.get(name) is inspect.Parameter.VAR_KEYWORD
        for called, x in inner(value, "" if spread else name):
            if isinstance(x, torch.Tensor) and id(x) not in seen:
                seen.add(id(x))
                yield called.lstrip("."), x


def _explained(error: BaseException, module: object) -> None:
    """Add to an error which module it came out of, and the shapes that it was given."""
    failed = failed_in(error)
    if failed is None:
        return
    culprit, frame = failed
    path = (
        next((name for name, one in module.named_modules() if one is culprit), "")
        if isinstance(module, nn.Module)
        else ""
    )
    given = [*frame.f_locals.get("args", ()), *frame.f_locals.get("kwargs", {}).values()]
    shapes = ", ".join(str(tuple(x.shape)) for x in tree_flatten(given)[0] if isinstance(x, torch.Tensor))
    name = joined(path, "") or "the module itself"
    error.add_note(f"In {name}, {type(culprit).__name__}, which was given {shapes or 'no tensors'}.")
