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


@st.cache_resource
def figure() -> object:
    import plotly.graph_objects as go

    numbers = list(range(25))
    lines = go.Scatter(x=numbers, y=numbers, yaxis="y2")
    layout = {"height": 310, "yaxis": {"domain": [0, 0.45]}, "yaxis2": {"domain": [0.6, 1]}}
    return go.Figure([go.Bar(x=numbers, y=numbers), lines], layout)


def alike() -> None:
    """As many elements of each kind as the first view of Explore has, with nothing behind them."""
    st.title("Alike")
    for at in range(4):
        st.page_link(PAGES[at % 3], label=f"Link {at}", icon=":material/check:")
    with st.container(border=True, horizontal=True):
        for at in range(5):
            st.metric(f"Number {at}", "1,000", width="content", help="A word of help")
    for at in range(3):
        st.selectbox(f"Choice {at}", ["a", "b"], key=f"choice{at}")
    left, right = st.columns(2)
    with left:
        for at in range(4):
            with st.container(border=True):
                words, button = st.columns([2.6, 1])
                claim = f":red[:material/error:] **Claim** `{at}`"
                words.markdown(f"{claim}  \nWhy.  \n:small[:gray[Where]]")
                button.button("Fix", key=f"fix{at}")
    with right, st.container(border=True):
        st.markdown(":gray-badge[:material/numbers: number] :green-badge[:material/check: no gaps]")
        st.plotly_chart(figure(), on_select="rerun", config={"displayModeBar": False})
        st.markdown("**A finding** and what it says.")
        st.table({f"Fact {at}": f"{at} – 9" for at in range(6)}, border="horizontal")
        st.expander("Table behind the chart", type="compact")


PAGES = [
    st.Page(home, title="Floor", default=True),
    st.Page(trivial, title="Trivial", url_path="trivial"),
    st.Page(frame, title="Frame", url_path="frame"),
    st.Page(alike, title="Alike", url_path="alike"),
]
st.navigation(PAGES).run()
