"""``make compare``: a script a part, each with its settings beside its figures."""
