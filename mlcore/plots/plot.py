"""A drawn value: the figure, what it says in words, and its numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go


@dataclass(frozen=True, eq=False)
class Plot:
    """One chart.

    Parameters
    ----------
    figure : Figure
        Styled for the appearance it was asked for.
    lead, sentence : str
        The finding, in plain text: a few words that are set in bold, and the rest.
    table : DataFrame
        The numbers behind the chart.
    """

    figure: go.Figure
    lead: str
    sentence: str
    table: pd.DataFrame

    @property
    def alt(self) -> str:
        """The finding for people who do not see the chart."""
        return f"{self.lead} {self.sentence}".strip()
