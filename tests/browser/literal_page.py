"""A page that shows every naughty string the ways Loupe's pages show what data brought."""

import streamlit as st

from pages.ui.words import code, literal, muted
from tests.naughty import STRINGS

WAYS = {
    "literal": lambda text: f"«{literal(text, 600)}»",
    "bold": lambda text: f"«**x{literal(text, 600)}x**»",
    "gray": lambda text: f":gray[«{literal(text, 600)}»]",
    "muted": lambda text: f"«{muted(text)}»",
    "code": lambda text: f"«{code(text, 600)}»",
}

st.title("Strings")
way = st.query_params.get("way", "literal")
for text in STRINGS:
    st.markdown(WAYS[way](text))
