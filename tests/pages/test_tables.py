"""Tables for people: names for rows and columns, and nothing but text in a cell."""

import pytest

from explainer.views import tables
from explainer.views.tables import Strong, table


@pytest.fixture
def drawn(monkeypatch):
    """What is drawn, without the style."""
    found = []
    monkeypatch.setattr(tables.st, "html", lambda body, width: found.append(body.split("</style>")[1].strip()))
    return found


def test_a_cell_is_text_whatever_it_holds(drawn):
    table('"A" & B', ("<i>", "share"), [(Strong("<b>x</b>"), Strong("1%")), ("y", "&")], numeric=(1,))
    assert drawn == [
        '<div class="read-table" role="region" tabindex="0" aria-label="&quot;A&quot; &amp; B"><table><thead><tr>'
        '<th scope="col">&lt;i&gt;</th><th scope="col" class="number">share</th></tr></thead><tbody>'
        '<tr><th scope="row"><strong>&lt;b&gt;x&lt;/b&gt;</strong></th><td class="number"><strong>1%</strong></td></tr>'
        '<tr><th scope="row">y</th><td class="number">&amp;</td></tr></tbody></table></div>'
    ]


def test_the_last_cell_of_a_short_row_reaches_to_the_end(drawn):
    table("Ideas", ("idea", "one", "two", "three"), [("Bag", "try it")])
    assert '<th scope="row">Bag</th><td colspan="3">try it</td></tr>' in drawn[0]
