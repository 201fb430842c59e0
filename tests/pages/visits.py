"""A page as Streamlit runs it, and what it put on its stage."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from explainer.shell.chapters import CHAPTERS
from explainer.views import component

ROOT = Path(__file__).parents[2]
FILES = {chapter.url: chapter.file for chapter in CHAPTERS}


def visited(page, query, session=None):
    """The page of that address, opened by a link with these values."""
    app = AppTest.from_file(str(ROOT / "explainer" / "shell" / "router.py"), default_timeout=60)
    app.run()
    for key, value in (session or {}).items():
        app.session_state[key] = value
    app.switch_page(str(ROOT / "pages" / FILES[page]))
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, app.exception
    return app


def traces_of(page, query, session=None):
    """The traces that the page put on its stage."""
    found, packed = [], component.pack

    def keep(trace, *rest):
        found.append(trace)
        return packed(trace, *rest)

    component.pack = keep
    try:
        visited(page, query, session)
    finally:
        component.pack = packed
    assert found
    return found
