"""Torch's own layers: what each one's cells are made of. Importing this registers them."""

from explainer.ops import norms, pointwise, products, recurrent, shapes, spatial

__all__ = ["norms", "pointwise", "products", "recurrent", "shapes", "spatial"]
