"""Bare Streamlit: what the same browser and server take when the pages do nothing."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parent))


@st.cache_resource
def rows() -> object:
    import _adult

    return _adult.table()


def home() -> None:
    st.title("Floor")
    st.write(st.toggle("A widget"))


def trivial() -> None:
    st.title("Trivial")
    st.write(st.toggle("A widget"))


def frame() -> None:
    st.title("Frame")
    st.dataframe(rows())


st.navigation(
    [
        st.Page(home, title="Floor", default=True),
        st.Page(trivial, title="Trivial", url_path="trivial"),
        st.Page(frame, title="Frame", url_path="frame"),
    ]
).run()
