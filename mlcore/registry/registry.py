"""Versions of models: registered once, found by name, alias or number, moved with proof.

A folder is written and proved first, then named by a row; a reader trusts only what a row names
and the manifest proves. Versions never change; aliases move by compare-and-set.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from mlcore.errors import LoupeError, Where
from mlcore.language import _
from mlcore.prediction import artifact
from mlcore.prediction.manifest import complete, copy_folder
from mlcore.prediction.model import Model, ModelMeta
from mlcore.prediction.recalibrated import Recalibrated
from mlcore.registry import aliases, listing, messages
from mlcore.registry.entries import ModelEntry, Move, VersionEntry
from mlcore.registry.loaded import LOADED
from mlcore.registry.names import CHAMPION, Reference, clean, parse
from mlcore.store.files import make_folder
from mlcore.store.store import Store
from mlcore.store.tables import models, versions
from mlcore.types import fingerprint, to_json


class Registry:
    """The models of one workspace.

    Parameters
    ----------
    store : Store or None
        Where they last; None opens the store of the process's settings.
    workspace : str
        Names are unique within it.
    """

    def __init__(self, store: Store | None = None, workspace: str = "default") -> None:
        self.store = store or Store.open(_settings())
        self.workspace = workspace

    @property
    def folder(self) -> Path:
        """Where the folders of all versions are."""
        return self.store.settings.home / "models"

    def register(self, model: Model, name: str, run: str | None = None) -> int:
        """Keep *model* as the next version of *name*; a first version becomes champion.

        Raises
        ------
        LoupeError
            ``bad_model_name``, ``cannot_keep``, ``store_full``.
        """
        name = clean(name)
        make_folder(self.folder)
        folder = secrets.token_hex(16)
        digest = artifact.save(model, self.folder / folder)
        artifact.load(self.folder / folder, digest)
        values = {"folder": folder, "digest": digest, "meta": to_json(model.meta), "run": run}
        with self.store.begin() as connection:
            return self._insert(connection, name, values)

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
        row = self._row(Reference(name, version=version))
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
        row = self._row(Reference(name, version=version))
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
        with self.store.begin() as connection:
            return self._insert(connection, row.name, {**values, "parent": row.version})

    def promote(
        self, name: str, version: int, alias: str = CHAMPION, expected: int | None = None
    ) -> None:
        """Point *alias* at *version*, which is loaded and answers its golden rows first.

        Parameters
        ----------
        name, version, alias
            What becomes what.
        expected : int or None
            The version the alias was seen at; None takes what it is now.

        Raises
        ------
        LoupeError
            ``unknown_model``, ``unknown_version``; ``moved_meanwhile`` when the alias is not at
            *expected*; what loading raises.
        """
        self._prove(self._row(Reference(name, version=version)))
        with self.store.begin() as connection:
            aliases.move(connection, self._key(name), alias, version, "promote", expected)

    def rollback(self, name: str, alias: str = CHAMPION) -> int:
        """Point *alias* back at the version it was before, proved first, and return that.

        Raises
        ------
        LoupeError
            ``unknown_model``; ``no_earlier_version``; ``moved_meanwhile``; what loading raises.
        """
        self._row(Reference(name, alias))
        with self.store.read() as connection:
            now, earlier = aliases.before(connection, self._key(name), alias)
        self._prove(self._row(Reference(name, version=earlier)))
        with self.store.begin() as connection:
            aliases.move(connection, self._key(name), alias, earlier, "rollback", now)
        return earlier

    def models(self) -> tuple[ModelEntry, ...]:
        """Return all models, the one changed last first."""
        with self.store.read() as connection:
            return listing.models_of(connection, self.workspace)

    def versions(self, name: str) -> tuple[VersionEntry, ...]:
        """Return the versions of *name*, newest first.

        Raises
        ------
        LoupeError
            ``unknown_model``.
        """
        with self.store.read() as connection:
            found = listing.versions_of(connection, self._key(name))
        if not found:
            raise self._unknown(name)
        return found

    def complete(self, version: VersionEntry) -> bool:
        """Tell whether the files of *version* are all there; without them it cannot answer."""
        return complete(self.folder / version.folder, version.digest)

    def moves(self, name: str) -> tuple[Move, ...]:
        """Return how the aliases of *name* moved, newest first."""
        with self.store.read() as connection:
            return listing.moves_of(connection, self._key(name))

    def resolve(self, ref: str) -> tuple[str, int]:
        """Return name and version of ``NAME`` (champion), ``NAME@ALIAS`` or ``NAME:VERSION``.

        Raises
        ------
        LoupeError
            ``bad_model_reference``, ``unknown_model``, ``unknown_version``, ``unknown_alias``.
        """
        row = self._row(parse(ref))
        return row.name, row.version

    def meta(self, name: str, version: int) -> ModelMeta:
        """Return how a version was made and how good it is."""
        return ModelMeta.from_json(self._row(Reference(name, version=version)).meta)

    def load(self, ref: str) -> Model:
        """Return the model *ref* refers to; from memory when it was used lately.

        Raises
        ------
        LoupeError
            As :meth:`resolve`; ``damaged_model``, ``unknown_type``, ``golden_rows_differ``.
        """
        return self._load(self._row(parse(ref)))

    def found(self, reference: Reference) -> tuple[int, Model]:
        """Return version and model of a reference that is already taken apart."""
        row = self._row(reference)
        return row.version, self._load(row)

    def export(self, ref: str, folder: Path) -> None:
        """Copy a version, proved, to *folder*, which is new or empty.

        Raises
        ------
        LoupeError
            As :meth:`load`; ``folder_taken``, ``folder_unusable``, ``store_full``.
        """
        row = self._row(parse(ref))
        changed = artifact.described(self._load(row).meta) if _own(row) else {}
        copy_folder(self.folder / row.folder, Path(folder), row.digest, changed)

    def _load(self, row: Row[Any]) -> Model:
        """Return the shared artifact with what this version alone says."""
        own = _own(row)
        if not own:
            return LOADED.get(row.digest, lambda: self._prove(row))
        return LOADED.get(f"{row.digest} {fingerprint(own)}", lambda: self._deciding(row))

    def _deciding(self, row: Row[Any]) -> Model:
        model = LOADED.get(row.digest, lambda: self._prove(row))
        said = ModelMeta.from_json(row.meta)
        own = {name: getattr(said, name) for name in OWN}
        return replace(model, meta=replace(model.meta, **own))

    def _prove(self, row: Row[Any]) -> Model:
        try:
            return artifact.load(self.folder / row.folder, row.digest)
        except LoupeError as error:
            places = [replace(place, model=row.name, version=row.version) for place in error.where]
            raise LoupeError(error.message, *places, **error.facts) from error

    def _key(self, name: str) -> tuple[str, str]:
        return self.workspace, name

    def _insert(self, connection: Connection, name: str, values: dict[str, Any]) -> int:
        own = {"workspace": self.workspace, "name": name}
        mine = (versions.c.workspace == self.workspace, versions.c.name == name)
        newest = connection.execute(select(func.max(versions.c.version)).where(*mine)).scalar_one()
        now, version = time.time(), (newest or 0) + 1
        if not newest:
            connection.execute(insert(models).values(**own, created=now))
        row = {"parent": None, **own, **values, "version": version, "created": now}
        connection.execute(insert(versions).values(**row))
        if not newest:
            aliases.move(connection, self._key(name), CHAMPION, version, "register", None)
        return version

    def _row(self, reference: Reference) -> Row[Any]:
        with self.store.read() as connection:
            row = listing.find(connection, self._key(reference.name), reference)
            known = None if row else listing.numbers(connection, self._key(reference.name))
        if row is not None:
            return row
        if not known:
            raise self._unknown(reference.name)
        place = Where(model=reference.name, version=reference.version)
        if reference.version is None:
            raise LoupeError(
                messages.UNKNOWN_ALIAS, place, name=reference.name, alias=reference.alias
            )
        shown = ", ".join(map(str, known[:5])) + (" …" if len(known) > 5 else "")
        facts = {"name": reference.name, "version": reference.version, "known": shown}
        raise LoupeError(messages.UNKNOWN_VERSION, place, **facts)

    def _unknown(self, name: str) -> LoupeError:
        with self.store.read() as connection:
            names = listing.names(connection, self.workspace, most=5)
        known = f"Known: {', '.join(names)}." if names else "No model is registered yet."
        shown = name[:100]
        return LoupeError(messages.UNKNOWN_MODEL, Where(model=shown), name=shown, known=known)


DECIDING = ("threshold", "recalibration")
OWN = (
    *DECIDING, "sets", "covered", "score", "sd", "holdout", "holdout_bounds", "holdout_reason",
)  # fmt: skip
"""What a version may say of how the artifact it shares answers, and how well."""


def _own(row: Row[Any]) -> dict[str, Any]:
    if not any(row.meta.get(name) for name in DECIDING):
        return {}
    return {name: row.meta[name] for name in OWN if row.meta.get(name)}


def _settings() -> Any:
    from mlcore.settings import load

    return load()
