"""The networks that the chapters open up, and the few layers that torch does not have for them. Importing this registers
these layers."""

from explainer.models import centring, sentence_layers, threshold

__all__ = ["centring", "sentence_layers", "threshold"]
