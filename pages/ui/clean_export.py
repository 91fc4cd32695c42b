"""What comes of a recipe: a file for the command line, and the cleaned rows as a version."""

from __future__ import annotations

import json

import streamlit as st

from mlcore.cleaning.apply import apply
from mlcore.language import count
from pages.ui import guards, links
from pages.ui.clean_cards import Work
from pages.ui.words import _, code, literal


def export(work: Work) -> None:
    """Draw the ways to take the recipe along."""
    if not work.steps:
        return
    st.subheader(_("Take it along"), anchor=False)
    name = work.opened.name
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            _("Recipe as a file"),
            json.dumps(work.history.recipe.to_json(), indent=2, ensure_ascii=False) + "\n",
            f"{name}-recipe.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
            key="clean.download",
        )
        st.button(
            _("Save the cleaned rows as a version"),
            icon=":material/table_view:",
            key="clean.apply",
            on_click=_apply,
            args=(work,),
            help=_("For looking and exporting: here every step learns from all rows. "
                   "To train, keep the table as it is: each fold learns the steps anew."),
        )  # fmt: skip
        links.button(_("Train on it"), "train", key="clean.train", icon=":material/model_training:")
    steps = count(len(work.steps), "step")
    st.caption(
        f"{literal(name)}: {steps}. {_('On the command line')}: {code('train … --recipe FILE')}"
    )


@guards.callback
def _apply(work: Work) -> None:
    made = apply(work.history.recipe, work.opened.data, name=f"{work.opened.name} cleaned")
    work.space.keep_dataset(made)
