"""Kernel & Loop: open a network up to the arithmetic of any one number in it."""

from explainer import models, ops
from explainer.core.declaration import UnsupportedLayer
from explainer.core.record import ShapeError, trace
from explainer.core.trace import Trace

__all__ = ["ShapeError", "Trace", "UnsupportedLayer", "models", "ops", "trace"]
