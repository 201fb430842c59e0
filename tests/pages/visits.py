"""A page as Streamlit runs it, and what it put on its stage."""

import re
from html import unescape
from pathlib import Path

from streamlit.testing.v1 import AppTest

from explainer.shell.chapters import CHAPTERS
from explainer.views import component
from explainer.views.part import LACKING, WRONG

ROOT = Path(__file__).parents[2]
FILES = {chapter.url: chapter.file for chapter in CHAPTERS}


def sound(app):
    """The page, if no part of it failed."""
    assert not app.exception, app.exception
    assert not failures(app)
    return app


def failures(app):
    """What is said on the page of what failed."""
    lacking = LACKING.removeprefix("{}")
    return [said.value for said in (*app.error, *app.warning) if said.value == WRONG or said.value.endswith(lacking)]


def visited(page, query, session=None):
    """The page of that address, opened by a link with these values, if no part of it failed."""
    return sound(opened(page, query, session))


def opened(page, query, session=None):
    """The same, whatever failed."""
    app = AppTest.from_file(str(ROOT / "explainer" / "shell" / "router.py"), default_timeout=60)
    app.run()
    for key, value in (session or {}).items():
        app.session_state[key] = value
    app.switch_page(str(ROOT / "pages" / FILES[page]))
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def stages(page):
    """The stages on it; it may have drawings besides."""
    return [one for one in page.get("bidi_component") if one.proto.component_name == "stage"]


def said(page):
    """What the page says could not be done as asked."""
    bodies = [one.proto.body for one in page.get("html") if 'class="said"' in one.proto.body]
    unsaid = re.compile("<style>.*</style>|<span aria-hidden.*?</span>|<[^>]+>", re.DOTALL)
    return " ".join(unescape(unsaid.sub("", body)) for body in bodies).strip()


def traces_of(page, query, session=None):
    """The traces that the page put on its stage."""
    return [trace for trace, _ in shown_by(page, query, session)]


def shown_by(page, query, session=None):
    """The traces that the page put on its stage, each with its scene."""
    found, packed = [], component.pack

    def keep(trace, scene, *rest):
        found.append((trace, scene))
        return packed(trace, scene, *rest)

    component.pack = keep
    try:
        visited(page, query, session)
    finally:
        component.pack = packed
    assert found
    return found
