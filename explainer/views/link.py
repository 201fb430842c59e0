"""The link: read once at the start of every run, before a widget sees it, and put right where a widget's value is missing.

Streamlit hands a link's values to the widgets bound to it, whatever they are: infinities, thousands of digits, nothing at
all. So what cannot be taken is taken out first, and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.query_params import QueryParams

from explainer.data.sentences import cut

LONGEST = 4_000
_UNLINKED = "not-in-the-link"
_NOTHING = "nothing"
KNOWN = "came-back"
LED, FROM = "led", "led-from"
_WAS_LED, _ORIGIN, _LED_TO = "was-led", "origin", "led-to"


V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)


class Linked(Protocol[V_co]):
    """A setting as the link knows it: ``most`` values at once; ``from_link`` reads one and raises ``ValueError`` with what
    is wrong with it; ``instead`` says what is shown where something was wrong, by what could be taken. A ``longest`` is how
    many characters of a text are read; choices have none."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def most(self) -> int: ...
    @property
    def longest(self) -> int | None: ...
    def from_link(self, raw: str) -> V_co: ...
    def instead(self, taken: Sequence[str]) -> str: ...


@contextmanager
def _link() -> Iterator[QueryParams]:
    context = get_script_run_ctx()
    if context is None:
        yield QueryParams()
        return
    with context.session_state.query_params() as link:
        yield link


def returned() -> bool:
    """Whether the visitor went back or forth to here, or was led: what the link says then counts, and what it does not say is
    as at the start."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def led() -> bool:
    """Whether a link that leads (:func:`leading`) led to what is shown now."""
    return returned() and bool(st.session_state.get(_WAS_LED))


def come_back() -> None:
    """To be called first: where the visitor went back, or forth, take the whole address, and tell the browser so.

    Streamlit takes out of it whatever another page's widgets are bound to, also where this page's own are called alike. The
    browser waits for the mark (``stage/input/history.js``): what it hears before was meant for where the visitor was.
    Who is led to a page comes to it in the same way: whatever this session has chosen there, the link says all.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    with _link() as link:
        named = [key for key in link.get_all(LED) if key != LED and key in link]
        st.session_state[_WAS_LED] = bool(named)
        st.session_state[_ORIGIN] = link.get_all(FROM) if named else []
        if named:
            st.session_state[_LED_TO] = {key: link.get_all(key) for key in named}
        if named or context.is_history_navigation:
            link.populate_from_query_string(context.query_string)
        if context.is_history_navigation:
            link.set_corrected_value(KNOWN, "", "string_value")
            link.remove_param(KNOWN)
            link.remove_param(LED)
            link.remove_param(FROM)
        elif named:
            context.is_history_navigation = True
            for key in [key for key in link if key not in named]:
                link.remove_param(key)


def leading(settings: Mapping[str, str | list[str]], origin: Sequence[str] = ()) -> dict[str, str | list[str]]:
    """These as a link to them has them that leads there, from an ``origin``: it says which it means, since Streamlit adds what
    the page that is left has in its address."""
    return {**settings, LED: [*settings], **({FROM: [*origin]} if origin else {})}


def origin() -> list[str]:
    """Where the link led from that led to what is shown now, as :func:`leading` was told."""
    return list(st.session_state.get(_ORIGIN, ()))


def as_led(key: str, value: str) -> bool:
    """Whether that is the value that a link which led somewhere gave last."""
    return value in st.session_state.get(_LED_TO, {}).get(key, ())


def values(setting: Linked[V]) -> list[V]:
    """What the link asks of a setting, as far as it can be taken."""
    with _link() as link:
        return _read(setting, link.get_all(setting.key))[0]


def _read(setting: Linked[V], raws: Sequence[str]) -> tuple[list[V], str]:
    """The same, and a line that says what cannot be taken, or nothing."""
    found, wrong = [], ""
    for raw in raws:
        try:
            found.append(setting.from_link(raw))
        except ValueError as error:
            wrong = wrong or str(error)
    taken = list(dict.fromkeys(found))[: setting.most]
    if not wrong and len(taken) < len(raws):
        wrong = f"{setting.label} is there {len(raws)} times in the link"
    return taken, f"{wrong}{setting.instead([str(one) for one in taken])}." if wrong else ""


def read(settings: Iterable[Linked[object]]) -> list[str]:
    """Leave nothing in the link that these settings cannot take, and no text that makes it too long: that stays in the
    session, cut at a word where it is longer than anyone reads. A line for each."""
    problems, texts, known = [], [], set()
    with _link() as link:
        for setting in settings:
            known.add(setting.key)
            raws = link.get_all(setting.key)
            taken, wrong = _read(setting, raws)
            if wrong:
                problems.append(wrong)
            if [str(one) for one in taken] != raws:
                _set(link, setting.key, [str(one) for one in taken])
            if setting.longest:
                texts.append((setting, "".join(map(str, taken))))
        back = returned()
        if back and not len(link):
            _say_anew(link)
        unknown = [key for key in link if key not in known]
        if unknown and _size(link, link) > LONGEST:
            problems.append("The link was too long; what nobody here knows is left out of it.")
            for key in unknown:
                link.remove_param(key)
        problems += _texts(link, texts, back)
        link.set_initial_query_params_from_current()
    return problems


def _say_anew(link: QueryParams) -> None:
    """Streamlit takes nothing of an address that is far too long, and would leave it standing in the browser."""
    link.set_with_no_forward_msg(_NOTHING, "")
    link.remove_param(_NOTHING)


def here() -> str:
    """The address of this screen, as the visitor's browser has it; without a browser what is behind the page's name."""
    with _link() as link:
        query = urlencode({key: link.get_all(key) for key in link}, doseq=True)
    address = st.context.url or ""
    page = address.partition("?")[0] if urlsplit(address).scheme in ("http", "https") else ""
    return f"{page}?{query}" if query else page


def _size(link: QueryParams, keys: Iterable[str]) -> int:
    return len(urlencode({key: link.get_all(key) for key in keys}, doseq=True))


def _texts(link: QueryParams, texts: Sequence[tuple[Linked[object], str]], back: bool) -> list[str]:
    """See to the texts that were written, or came with the link."""
    problems, left = [], {}
    keys = {setting.key for setting, _ in texts}
    room = LONGEST - _size(link, [key for key in link if key not in keys])
    for setting, linked in texts:
        kept = st.session_state.get(setting.key)
        said = linked if back or not isinstance(kept, str) else kept
        short = cut(said, setting.longest or 0)
        if short != said:
            problems.append(f"{setting.label}: a long text; its first {setting.longest:,} characters are read.")
            _say_anew(link)
        size = len(urlencode({setting.key: short})) + 1 if short else 0
        if size <= room:
            room -= size
        else:
            left[setting.key] = setting.label
        if (short != said or setting.key in left) and kept != short:
            st.session_state[setting.key] = short
        if linked and (short != said or setting.key in left):
            _set(link, setting.key, [] if setting.key in left else [short])
    st.session_state[_UNLINKED] = tuple(left)
    if left:
        named = ", ".join(f"“{label}”" for label in left.values())
        problems.append(f"Too long for a link, so only this session has it: {named}.")
    return problems


def _set(link: QueryParams, key: str, wanted: Sequence[str]) -> None:
    if not all(wanted) or not wanted:
        link.remove_param(key)
    elif len(wanted) == 1:
        link.set_corrected_value(key, wanted[0], "string_value")
    else:
        link.set_corrected_value(key, wanted, "string_array_value")


def carries(key: str) -> bool:
    """Whether there is room in the link for a text."""
    return key not in st.session_state.get(_UNLINKED, ())


def keep(key: str, value: str | list[str], start: str | list[str]) -> None:
    """See that the link has a widget's value, whatever came between.

    Streamlit takes a link's values from what the browser sent along. If that was while an answer was on its way which
    changed another setting, the two lose each other's: each run therefore puts right what it finds missing or left over.
    """
    wanted = [] if value == start or not carries(key) else [value] if isinstance(value, str) else value
    with _link() as link:
        if link.get_all(key) != wanted and all(wanted):
            _set(link, key, wanted)
