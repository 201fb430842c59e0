"""The way in: what this is, and the chapters."""

import streamlit as st

from explainer.shell.chapters import CHAPTERS
from explainer.shell.frame import page

st.title("Kernel & Loop", anchor=False)
st.markdown(
    "Watch convolutional and recurrent networks do what they do, on your own picture and your own sentence. "
    "Every number on screen is a real network’s, and any of them opens to the arithmetic that made it."
)
for part in dict.fromkeys(c.part for c in CHAPTERS):
    st.header(part, anchor=False)
    with st.grid(3, min_column_width=260):
        for chapter in (c for c in CHAPTERS if c.part == part):
            with st.container(border=True):
                st.page_link(page(chapter), label=f"**{chapter.title}**")
                st.markdown(chapter.question)
