"""What a registry keeps: listed, found by name, alias or number, and loaded with proof."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from mlcore.errors import LoupeError, Where
from mlcore.prediction import artifact
from mlcore.prediction.manifest import complete, copy_folder
from mlcore.prediction.model import Model, ModelMeta
from mlcore.registry import aliases, faults, folders, listing, messages
from mlcore.registry.audit import Journal
from mlcore.registry.entries import ModelEntry, Move, VersionEntry
from mlcore.registry.loaded import LOADED
from mlcore.registry.names import CHAMPION, Reference, parse
from mlcore.store.store import Store
from mlcore.types import fingerprint

DECIDING = ("threshold", "recalibration")
OWN = (
    *DECIDING, "sets", "covered", "score", "sd", "holdout", "holdout_bounds", "holdout_reason",
)  # fmt: skip
"""What a version may say of how the artifact it shares answers, and how well."""


class Shelf:
    """The models of one workspace, to be read.

    Parameters
    ----------
    store, workspace, who
        As :class:`~mlcore.registry.registry.Registry` has them.
    """

    def __init__(
        self, store: Store | None = None, workspace: str = "default", who: str = ""
    ) -> None:
        self.store = store or Store.open(_settings())
        self.workspace = workspace
        self._who = who

    @property
    def folder(self) -> Path:
        """Where the folders of all versions are."""
        return self.store.settings.home / "models"

    def near(self, folder: str) -> Path:
        """Return the folder of a version, fetched when it is on an object storage only."""
        return folders.near(self.folder, folder, self.store.objects.remote)

    @cached_property
    def journal(self) -> Journal:
        """Who did what: the log of this registry."""
        return Journal(self.store, self.workspace, self._who)

    def models(self) -> tuple[ModelEntry, ...]:
        """Return all models, the one changed last first."""
        with self.store.read() as connection:
            return listing.models_of(connection, self.workspace)

    def versions(
        self, name: str, limit: int | None = None, before: int | None = None
    ) -> tuple[VersionEntry, ...]:
        """Return the versions of *name*, newest first.

        Parameters
        ----------
        name : str
            Of which model.
        limit, before : int or None
            At most so many; only those below this number.

        Raises
        ------
        LoupeError
            ``unknown_model``.
        """
        with self.store.read() as connection:
            found = listing.versions_of(connection, self._key(name), limit, before)
            known = found or listing.numbers(connection, self._key(name))
        if not known:
            raise self._unknown(name)
        return found

    def version(self, name: str, version: int) -> VersionEntry:
        """Return one version with its aliases, tags and note.

        Raises
        ------
        LoupeError
            ``unknown_model``, ``unknown_version``.
        """
        found = self.versions(name, 1, version + 1)
        if not found or found[0].version != version:
            self.row(Reference(name, version=version))
        return found[0]

    def of_run(self, run: str) -> tuple[VersionEntry, ...]:
        """Return the versions made of the models of a *run*, the one made last first."""
        with self.store.read() as connection:
            found = listing.of_run(connection, self.workspace, run)
        return tuple(sorted(found, key=lambda version: -version.created))

    def current(self, name: str, alias: str = CHAMPION) -> int | None:
        """Return the version *alias* points at, or None."""
        with self.store.read() as connection:
            return aliases.current(connection, self._key(name), alias)

    def complete(self, version: VersionEntry) -> bool:
        """Tell whether the files of *version* are all there; without them it cannot answer."""
        return complete(self.near(version.folder), version.digest)

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
        row = self.row(parse(ref))
        return row.name, row.version

    def meta(self, name: str, version: int) -> ModelMeta:
        """Return how a version was made and how good it is."""
        return ModelMeta.from_json(self.row(Reference(name, version=version)).meta)

    def load(self, ref: str) -> Model:
        """Return the model *ref* refers to; from memory when it was used lately.

        Raises
        ------
        LoupeError
            As :meth:`resolve`; ``damaged_model``, ``unknown_type``, ``golden_rows_differ``.
        """
        return self._load(self.row(parse(ref)))

    def found(self, reference: Reference) -> tuple[int, Model]:
        """Return version and model of a reference that is already taken apart."""
        row = self.row(reference)
        return row.version, self._load(row)

    def export(self, ref: str, folder: Path) -> None:
        """Copy a version, proved, to *folder*, which is new or empty.

        Raises
        ------
        LoupeError
            As :meth:`load`; ``folder_taken``, ``folder_unusable``, ``store_full``.
        """
        row = self.row(parse(ref))
        changed = artifact.described(self._load(row).meta) if _own(row) else {}
        copy_folder(self.near(row.folder), Path(folder), row.digest, changed)

    def _load(self, row: Row[Any]) -> Model:
        """Return the shared artifact with what this version alone says."""
        own = _own(row)
        if not own:
            return LOADED.get(row.digest, lambda: self.prove(row))
        return LOADED.get(f"{row.digest} {fingerprint(own)}", lambda: self._deciding(row))

    def _deciding(self, row: Row[Any]) -> Model:
        model = LOADED.get(row.digest, lambda: self.prove(row))
        said = ModelMeta.from_json(row.meta)
        own = {name: getattr(said, name) for name in OWN}
        return replace(model, meta=replace(model.meta, **own))

    def prove(self, row: Row[Any]) -> Model:
        """Return the artifact of *row*, read from disk; what is wrong with it is written down.

        Raises
        ------
        LoupeError
            ``damaged_model``, ``unknown_type``, ``newer_format``, ``golden_rows_differ``.
        """
        place = Where(model=row.name, version=row.version)
        try:
            model = folders.proved(self.near(row.folder), row.digest, place)
        except LoupeError as error:
            faults.found(self.journal, row.name, row.version, error)
            raise
        faults.cleared(self.journal, row.name, row.version)
        return model

    def _key(self, name: str) -> tuple[str, str]:
        return self.workspace, name

    def row(self, reference: Reference) -> Row[Any]:
        """Return the stored row of the version that *reference* means.

        Raises
        ------
        LoupeError
            ``unknown_model``, ``unknown_version``, ``unknown_alias``.
        """
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
            names = listing.names(connection, self.workspace)[:5]
        known = f"Known: {', '.join(names)}." if names else "No model is registered yet."
        shown = name[:100]
        return LoupeError(messages.UNKNOWN_MODEL, Where(model=shown), name=shown, known=known)


def _own(row: Row[Any]) -> dict[str, Any]:
    if not any(row.meta.get(name) for name in DECIDING):
        return {}
    return {name: row.meta[name] for name in OWN if row.meta.get(name)}


def _settings() -> Any:
    from mlcore.settings import load

    return load()
