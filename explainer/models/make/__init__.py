"""Trains the networks that ship anew and measures them: ``python -m explainer.models.make.readers``, and so on."""
