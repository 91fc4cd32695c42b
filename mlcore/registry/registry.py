"""Versions of models: registered once, found by name, alias or number, moved with proof.

A folder is written and proved first, then named by a row; a reader trusts only what a row names
and the manifest proves. Versions never change; aliases move by compare-and-set; whatever changes
is written into the log in the same transaction.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from mlcore.errors import LoupeError, Where
from mlcore.language import _
from mlcore.prediction import artifact
from mlcore.prediction.model import Model
from mlcore.prediction.recalibrated import Recalibrated
from mlcore.registry import aliases, book, folders, listing, messages
from mlcore.registry.audit import Change, Deed
from mlcore.registry.book import Line, line_of
from mlcore.registry.names import CHAMPION, Reference, clean, clean_alias, folded
from mlcore.registry.shelf import Shelf
from mlcore.store.tables import models, versions
from mlcore.types import to_json


class Registry(Shelf):
    """The models of one workspace.

    Parameters
    ----------
    store : Store or None
        Where they last; None opens the store of the process's settings.
    workspace : str
        Names are unique within it.
    who : str
        On whose behalf: written into the log.
    """

    def register(self, model: Model, name: str, run: str | None = None) -> int:
        """Keep *model* as the next version of *name*; a first version becomes champion.

        Raises
        ------
        LoupeError
            ``bad_model_name``, ``cannot_keep``, ``no_room_for_model``, ``models_unwritable``,
            ``registry_restored``.
        """
        return self.keep(artifact.packed(model), clean(name), to_json(model.meta), run)

    def keep(
        self, files: dict[str, bytes], name: str, meta: dict[str, Any], run: str | None = None,
        note: str = "",
    ) -> int:  # fmt: skip
        """Keep the *files* of a model as the next version of *name*, once they prove themselves."""
        self.refuse_alike(name)
        with folders.kept(self.folder, files, self.store.objects.remote) as (folder, digest):
            values = {"folder": folder, "digest": digest, "meta": meta, "run": run}
            with self.journal.writing() as change:
                version = self._insert(change, name, values, note)
        self._tell(name, version)
        return version

    def refuse_alike(self, name: str) -> None:
        """Refuse a new name that people would take for one that is there.

        Raises
        ------
        LoupeError
            ``bad_model_name``; ``name_looks_taken`` when it differs in case or spaces only.
        """
        name = clean(name)
        with self.store.read() as connection:
            known = listing.names(connection, self.workspace)
        alike = [other for other in known if folded(other) == folded(name)]
        if alike and name not in alike:
            facts = {"name": name, "known": alike[0]}
            raise LoupeError(messages.LOOKS_TAKEN, Where(field="name"), **facts)

    def with_threshold(self, name: str, version: int, positive: str, threshold: float) -> int:
        """Keep a version that answers by a threshold as the next one; the artifact is shared.

        Parameters
        ----------
        name, version
            The version it is made from, and which it names as its parent.
        positive : str
            One of the model's two classes: answered from *threshold* on, the other below.
        threshold : float
            Probability, from 0 to 1.

        Raises
        ------
        LoupeError
            ``bad_threshold``; ``unknown_model``, ``unknown_version``; what loading raises.
        """
        row = self.row(Reference(name, version=version))
        classes = self._load(row).signature.classes
        if len(classes) != 2 or positive not in classes or not 0 <= threshold <= 1:
            facts = {"threshold": f"{threshold:g}", "positive": positive}
            place = Where(model=name, version=version)
            raise LoupeError(messages.BAD_THRESHOLD, place, **facts)
        return self._sharing(row, {"threshold": [positive, float(threshold)]})

    def with_recalibration(self, name: str, version: int, changed: Recalibrated) -> int:
        """Keep a version whose probabilities are corrected as the next one; the fit is shared.

        Parameters
        ----------
        name, version
            The version it is made from, and which it names as its parent.
        changed : Recalibrated
            The curves, fitted on out-of-fold probabilities of the same trial, and its new score.

        Raises
        ------
        LoupeError
            ``cannot_recalibrate``; ``unknown_model``, ``unknown_version``; what loading raises.
        """
        row = self.row(Reference(name, version=version))
        classes, curves = self._load(row).signature.classes, len(changed.curves.curves)
        reason = ""
        if curves != (1 if len(classes) == 2 else len(classes)):
            reason = _("its classes are others")
        elif row.meta.get("threshold"):
            reason = _("it answers by a threshold on its present probabilities")
        if reason:
            place = Where(model=name, version=version)
            raise LoupeError(messages.CANNOT_RECALIBRATE, place, name=name, reason=reason)
        return self._sharing(row, changed.facts())

    def _sharing(self, row: Row[Any], changes: dict[str, Any]) -> int:
        """Keep a version with the artifact of *row* and another description as the next one."""
        meta = {**row.meta, **changes}
        values = {"folder": row.folder, "digest": row.digest, "meta": meta, "run": row.run}
        with self.journal.writing() as change:
            version = self._insert(change, row.name, {**values, "parent": row.version})
        self._tell(row.name, version)
        return version

    def promote(
        self,
        name: str,
        version: int,
        alias: str = CHAMPION,
        expected: int | None = None,
        note: str = "",
    ) -> None:
        """Point *alias* at *version*, which is loaded and answers its golden rows first.

        Parameters
        ----------
        name, version, alias
            What becomes what.
        expected : int or None
            The version the alias was seen at; None takes what it is now.
        note : str
            What the decision rests on, for the log.

        Raises
        ------
        LoupeError
            ``unknown_model``, ``unknown_version``, ``bad_alias``; ``moved_meanwhile`` when the
            alias is not at *expected*; what loading raises.
        """
        alias = clean_alias(alias)
        tried = Deed("promote", f"{name}@{alias}", after=f"v{version}", note=note)
        with self.journal.blamed(tried):
            self.prove(self.row(Reference(name, version=version)))
            with self.journal.writing() as change:
                aliases.move(change, name, alias, aliases.Step(version, "promote", expected, note))
        self._tell(name, version, alias)

    def rollback(self, name: str, alias: str = CHAMPION) -> int:
        """Point *alias* back at the version it was before, proved first, and return that.

        Raises
        ------
        LoupeError
            ``unknown_model``; ``no_earlier_version``; ``moved_meanwhile``; what loading raises.
        """
        with self.journal.blamed(Deed("rollback", f"{name}@{alias}")):
            self.row(Reference(name, alias))
            with self.store.read() as connection:
                now, earlier = aliases.before(connection, self._key(name), alias)
            self.prove(self.row(Reference(name, version=earlier)))
            with self.journal.writing() as change:
                aliases.move(change, name, alias, aliases.Step(earlier, "rollback", now))
        self._tell(name, earlier, alias)
        return earlier

    def _insert(self, change: Change, name: str, values: dict[str, Any], note: str = "") -> int:
        connection, now = change.connection, time.time()
        own = {"workspace": self.workspace, "name": name}
        mine = (models.c.workspace == self.workspace, models.c.name == name)
        newest = connection.execute(select(models.c.newest).where(*mine)).scalar_one_or_none()
        version = (newest or 0) + 1
        if newest is None:
            connection.execute(insert(models).values(**own, created=now, newest=version))
        else:
            connection.execute(update(models).where(*mine).values(newest=version))
        row = {"parent": None, **own, **values, "version": version, "created": now}
        connection.execute(insert(versions).values(**row))
        made = f"made from v{values['parent']}" if values.get("parent") else note
        change.log(Deed("register", f"{name}:{version}", after=f"v{version}", note=made))
        if self._alone(change, name):
            aliases.move(change, name, CHAMPION, aliases.Step(version, "register"))
        return version

    def _tell(self, name: str, version: int, alias: str = "") -> None:
        """Note a version, or where an alias points, beside the database, and tell the mirror."""
        entry = self.version(name, version)
        moved = Line("alias", self.workspace, name, version, alias)
        book.note(self.store, moved if alias else line_of(self.workspace, entry))
        if not self.store.settings.mlflow:
            return
        from mlcore.registry import mirror

        missed = mirror.tell(self.store.settings.mlflow, entry, alias)
        if missed:
            with self.journal.writing() as change:
                change.log(Deed("mirror", f"{name}:{version}", result="not_told", note=missed))

    def _alone(self, change: Change, name: str) -> bool:
        mine = (versions.c.workspace == self.workspace, versions.c.name == name)
        count = select(func.count()).select_from(versions).where(*mine)
        return change.connection.execute(count).scalar_one() == 1
