"""Kernel & Loop: open a network up to the arithmetic of any one number in it."""

from explainer import models, ops
from explainer.core.chain import ShapeError
from explainer.core.checked import BadTrace
from explainer.core.declaration import UnsupportedLayer
from explainer.core.record import trace
from explainer.core.saving import load
from explainer.core.trace import Trace

__all__ = ["BadTrace", "ShapeError", "Trace", "UnsupportedLayer", "load", "models", "ops", "trace"]
