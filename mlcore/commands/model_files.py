"""``models import|export|card``: versions and their cards as files."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mlcore.commands.command import Answer


def bring_in(args: Namespace, registry: Any) -> Answer:
    """Bring in a file that export wrote."""
    from mlcore.registry.importing import take_in

    path = Path(args.file)
    version = take_in(registry, _read(path), args.name, path.name)
    answer = {"name": args.name, "version": version}
    return Answer(answer, (f"{args.name} version {version} is here",))


def _read(path: Path) -> bytes:
    from mlcore.errors import LoupeError, Where
    from mlcore.registry.importing import LARGEST
    from mlcore.registry.messages import NOT_A_MODEL_FILE

    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise LoupeError(NOT_A_MODEL_FILE, Where(file=path.name), reason=reason) from error


def export(args: Namespace, registry: Any) -> Answer:
    """Copy a version into a folder, a file, or a script of its own."""
    if args.script:
        from mlcore.registry.alone.script import write_out

        write_out(registry, args.name, Path(args.folder))
    elif args.folder.lower().endswith(".zip"):
        from mlcore.registry.zipped import write

        write(registry, args.name, Path(args.folder))
    else:
        registry.export(args.name, Path(args.folder))
    name, version = registry.resolve(args.name)
    answer = {"name": name, "version": version, "folder": args.folder}
    return Answer(answer, (f"{name} version {version} is in {args.folder}",))


def card(args: Namespace, registry: Any) -> Answer:
    """Show or write the card of a version."""
    from mlcore.data.export import write_html, write_text
    from mlcore.plots.model_card import card_page
    from mlcore.registry.card import markdown
    from mlcore.workspace.cards import card_of

    value = card_of(registry, args.name)
    if not args.out:
        return Answer(asdict(value), tuple(markdown(value).splitlines()))
    if args.out.lower().endswith(".md"):
        write_text(markdown(value), Path(args.out))
    else:
        write_html(card_page(value), Path(args.out))
    return Answer({"name": args.name, "file": args.out}, (f"card written to {args.out}",))
