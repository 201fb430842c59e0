"""The script that Streamlit runs: navigation from the table of chapters, the frame, and the page in it."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from explainer.shell import frame  # noqa: E402
from explainer.shell.chapters import CHAPTERS, NAME, PARTS, titled  # noqa: E402
from explainer.views.link import come_back  # noqa: E402
from explainer.views.part import apart  # noqa: E402

come_back()

home = st.Page(frame.START, title=NAME, default=True)
pages = {c: frame.page(c) for c in CHAPTERS}
parts = {part: [pages[c] for c in CHAPTERS if c.part == part] for part in PARTS}
page = st.navigation({"": [home, *frame.nowhere()], **parts}, position="top")
icon = ROOT / "assets" / "favicon.png"
st.set_page_config(page_title=titled(page.title), page_icon=str(icon) if icon.exists() else None, layout="wide")

frame.style()
frame.open_doors({c.url: p for c, p in pages.items()})
chapter = next((c for c, p in pages.items() if p == page), None)
if chapter:
    frame.head(chapter)
elif page == home:
    frame.home()
with apart():
    page.run()
if chapter:
    frame.foot(chapter)
elif page == home:
    frame.ways()
else:
    frame.known()
