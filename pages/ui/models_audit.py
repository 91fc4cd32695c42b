"""Who did what to the models of this workspace, and whether that log is whole."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mlcore.language import count
from mlcore.registry.chain import Breach, check
from mlcore.workspace.workspace import Workspace
from pages.ui import guards
from pages.ui.head import heading
from pages.ui.words import _, moment

SHOWN = 20
BREACHES = {
    "changed": _("a record was changed"),
    "missing": _("records are missing"),
    "cut": _("the end is missing, or a backup of the database was restored"),
}


def audit(space: Workspace) -> None:
    """Draw the newest records; say whether the chain of all of them holds."""
    journal = space.registry.journal
    records = journal.records(SHOWN)
    found = check(journal)
    with heading(_("Audit log")):
        st.caption(
            f"{count(found.records, 'record')}, {_('each sealed by the next')}", width="content"
        )
    for breach in found.breaches:
        st.markdown(f":red[:material/error:] **{_('The log is not whole')}**: {_said(breach)}.")
    if any(breach.kind == "cut" for breach in found.breaches):
        st.button(
            _("Go on with what there is"),
            key="models.audit.accept",
            on_click=guards.callback(journal.accept),
            help=_("The log names the records that are gone; models can be registered again."),
        )
    if records:
        rows = [
            {
                _("No."): record.seq,
                _("When"): moment(record.time),
                _("Who"): record.who,
                _("What"): _(record.action),
                _("Of"): record.object,
                _("From"): record.before,
                _("To"): record.after,
                _("Result"): _(record.result),
                _("Note"): record.note,
            }
            for record in records
        ]
        st.dataframe(
            pd.DataFrame(rows), hide_index=True, alt=_("The newest records of the audit log")
        )


def _said(breach: Breach) -> str:
    span = f"{breach.first}" if breach.first == breach.last else f"{breach.first}–{breach.last}"
    return f"{BREACHES[breach.kind]} ({_('number')} {span})"
