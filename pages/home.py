"""The way in: what this is. Below it the frame has a door to every chapter."""

import streamlit as st

st.title("Kernel & Loop", anchor=False)
st.markdown(
    "Watch convolutional and recurrent networks do what they do, on your own picture and your own sentence. "
    "Every number on screen is a real network’s, and any of them opens to the arithmetic that made it."
)
