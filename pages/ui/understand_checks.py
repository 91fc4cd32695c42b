"""What to know before trusting the model, each with its evidence and a way on."""

from __future__ import annotations

import streamlit as st

from pages.ui import session, train_checks
from pages.ui.understand_pick import Picked
from pages.ui.words import _


def checks(picked: Picked) -> None:
    """Draw what the checks of the model found; a cure goes into the recipe of the open table."""
    space = session.workspace()
    opened = space.open_dataset()
    mine = opened is not None and opened.data.fingerprint == picked.run.data.fingerprint
    train_checks.card(space, opened if mine else None, picked.run, picked.trial.id)
    st.caption(_("Measured on out-of-fold rows; the rows set aside are not looked at."))
