"""Every test here that draws its examples draws ``--times`` as many as it says: ``make hostile`` asks for ten times."""

from hypothesis import settings

_OWN = "_hypothesis_internal_use_settings"
_multiplied = set()


def pytest_itemcollected(item):
    """A state machine has its settings as an attribute, a function where hypothesis keeps them; one that is collected with
    several parameters is the same function each time."""
    if getattr(item.cls, "runTest", None) and hasattr(item.obj, "_hypothesis_state_machine_class"):
        holder, name = item.cls, "settings"
    else:
        holder, name = getattr(item.obj, "__func__", item.obj), _OWN
    own = getattr(holder, name, None)
    if own and holder not in _multiplied:
        _multiplied.add(holder)
        setattr(holder, name, settings(own, max_examples=own.max_examples * item.config.getoption("--times")))
