"""Kernel & Loop: open a network up to the arithmetic of any one number in it."""

from explainer.declaration import UnsupportedLayer
from explainer.trace import ShapeError, Trace, trace

__all__ = ["ShapeError", "Trace", "UnsupportedLayer", "trace"]
