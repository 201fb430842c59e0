"""What the pages ask the link for, as they ask it themselves, and what they show."""

from functools import cache
from urllib.parse import urlencode

from explainer.shell.chapters import CHAPTERS
from explainer.views import link
from tests.pages.visits import visited

MARKUP = [
    "![x](http://elsewhere.example/x.png)",
    "[x](http://elsewhere.example) http://elsewhere.example www.elsewhere.example x@elsewhere.example",
    "<img src=http://elsewhere.example/x.png onerror=alert(1)><a href=http://elsewhere.example>x</a>",
    "</p><script>alert(1)</script>",
    "**x** `x` $x$ :red[x] :material/home: :smile: &lt;b&gt; <b>x</b>",
]
URLS = [chapter.url for chapter in CHAPTERS]
STAGED = [chapter.url for chapter in CHAPTERS if chapter.stage]


@cache
def settings_of(url):
    """The settings that a page reads, by their keys."""
    found, read = [], link.read

    def keep(settings):
        found[:] = settings  # home is visited before it
        return read(settings)

    link.read = keep
    try:
        visited(url, {})
    finally:
        link.read = read
    return {setting.key: setting for setting in found}


def protos(page):
    """Everything that the page shows, as it goes to the browser."""
    blocks = [page._tree]
    while blocks:
        for child in blocks.pop().children.values():
            if child.proto is not None:
                yield child.proto
            if hasattr(child, "children"):
                blocks.append(child)


def texts(message):
    """The text in a message: the message it stands in, the field's name, the text."""
    for field, value in message.ListFields():
        for one in value if field.is_repeated else [value]:
            if field.message_type:
                yield from texts(one) if hasattr(one, "ListFields") else ()
            elif isinstance(one, str):
                yield message.DESCRIPTOR.name, field.name, one


def address(page):
    """What stands in the address behind the question mark."""
    return urlencode(page.query_params, doseq=True)
