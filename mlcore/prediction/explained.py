"""The model as a notebook asks it: also why it answers as it does."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from mlcore.prediction.model import Model
from mlcore.prediction.refusal import refuse
from mlcore.prediction.rows import check_frame
from mlcore.prediction.why import reasons


@dataclass(frozen=True)
class ExplainedModel(Model):
    """A model that explains frames; :mod:`mlcore.prediction.why` explains checked rows."""

    def explain(self, frame: pd.DataFrame, of: str | None = None) -> pd.DataFrame:
        """Return what each input adds to the answer to each row.

        Parameters
        ----------
        frame : pandas.DataFrame
            The rows.
        of : str or None
            The class whose chance is explained; None: the one each row is answered with.

        Returns
        -------
        pandas.DataFrame
            A column per input between ``start`` (the mean answer) and ``total``: start and parts
            add up to it. With classes, ``class`` says which; ``attrs["scale"]`` says whether the
            numbers are values, probabilities or log-odds, ``attrs["method"]`` how they were found.

        Raises
        ------
        LoupeError
            ``rows_do_not_fit``, ``missing_columns``, ``unknown_class``.
        """
        checked = check_frame(self.signature, frame)
        refuse(checked)
        found = reasons(self, checked, of)
        names = list(self.signature.names)
        rows = [{"start": r.start, **dict(r.parts), "total": r.total} for r in found]
        made = pd.DataFrame(rows, columns=["start", *names, "total"], index=frame.index)
        if self.signature.classes:
            made.insert(0, "class", [r.of for r in found])
        made.attrs = {"scale": found[0].scale, "method": found[0].method} if found else {}
        return made
