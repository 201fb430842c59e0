"""Whatever fails, wherever: one sentence, the rest of the page, a way on, and nothing of the server's insides."""

import itertools
import logging

import pytest
import torch
from streamlit.errors import StreamlitAPIException

from explainer.views import component, part
from explainer.views.part import WRONG
from tests.hostile.asked import STAGED
from tests.pages.visits import failures, opened, sound

SECRET = "/srv/secret/place.py"


def endless():
    return endless()


def too_much():
    raise MemoryError(SECRET)


def of_torch():
    return torch.zeros(2) @ torch.zeros(3)


def raises(error):
    def fail():
        raise error

    return fail


FAULTS = {
    "recursion": endless,
    "memory": too_much,
    "torch": of_torch,
    "key": raises(KeyError(SECRET)),
    "nothing more": raises(StopIteration(SECRET)),
    "assertion": raises(AssertionError(SECRET)),
    "streamlit": raises(StreamlitAPIException(SECRET)),
    "file": raises(FileNotFoundError(2, "No such file", SECRET)),
    "import": raises(ImportError(SECRET)),
    "several": raises(ExceptionGroup(SECRET, [ValueError(SECRET)])),
    "not utf-8": raises(UnicodeDecodeError("utf-8", b"\xff", 0, 1, SECRET)),
}


# What stands below a view that has said itself what was to be seen.
WORDS = {"pooling": "Where it helps, and where not", "training": "Often said, not quite true"}


def shown(app):
    """All that the page says."""
    return " ".join(str(one.proto) for one in app.main)


@pytest.mark.parametrize(("url", "fault"), list(zip(STAGED, itertools.cycle(FAULTS), strict=False)))
def test_a_view_that_fails_leaves_the_rest_of_the_page(url, fault, monkeypatch, caplog):
    before = sound(opened(url, {}))
    monkeypatch.setattr(component, "pack", lambda *what: FAULTS[fault]())
    with caplog.at_level(logging.ERROR, part.__name__):
        app = opened(url, {})
    assert not app.exception
    assert failures(app) == [WRONG]
    assert app.title[0].value == before.title[0].value
    assert [link.proto.label for link in app.get("page_link")] == [link.proto.label for link in before.get("page_link")]
    assert f"## {WORDS.get(url, 'What you saw')}" in "\n".join(said.value for said in app.markdown)
    assert SECRET not in shown(app)
    (logged,) = [record for record in caplog.records if record.name == part.__name__]
    assert logged.exc_info
    monkeypatch.undo()
    sound(app.run())
