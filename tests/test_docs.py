"""What is written for people is complete and keeps the error contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

from mlcore.commands.line import COMMANDS
from mlcore.data.samples import SAMPLES
from mlcore.errors import Message
from mlcore.settings import Settings

ROOT = Path(__file__).parents[1]
ELSEWHERE = ("mlcore.settings", "mlcore.errors", "mlcore.data.samples")
NOT_A_VERB = {
    *("The", "A", "An", "This", "That", "There", "It", "You", "Your", "No", "If", "Please"),
    *("We", "Loupe", "All", "Only", "Each", "Some", "Not", "Is", "Are", "Maybe", "When"),
}
PROPER = re.compile(
    r"PostgreSQL|SQLite|LightGBM|JavaScript|LOUPE_[A-Z_]+|https?://\S+"
    r"|/(api|v1|v2|openapi\.json|livez|readyz)\b\S*"  # addresses of the service
)


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _messages() -> Iterator[tuple[str, Message]]:
    packages = sorted(ROOT.glob("mlcore/**/*messages.py"))
    modules = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in packages]
    seen: set[int] = set()
    for module in (*ELSEWHERE, *modules):
        for value in vars(import_module(module)).values():
            if isinstance(value, Message) and id(value) not in seen:
                seen.add(id(value))
                yield module, value


ALL = {message.code: (module, message) for module, message in _messages()}
EACH = pytest.mark.parametrize("message", [m for _, m in ALL.values()], ids=list(ALL))


def _words(text: str) -> int:
    return len(text.split())


def broken_rules(message: Message) -> list[str]:
    """Return the rules of the error contract that *message* breaks."""
    text = " ".join((message.what, message.fix, message.kept))
    plain = PROPER.sub("", text)
    first = message.fix.split()[0] if message.fix else ""
    rules = {
        "code in lower case with underscores": re.fullmatch(r"[a-z][a-z0-9_]*", message.code),
        "at most 60 words": _words(text) <= 60,
        "what, fix and kept are sentences": all(
            re.search(r"([.?…]”?|[:.] ?\{\w+\})$", part)  # a fact at the end is a sentence
            for part in (message.what, message.fix, message.kept)
        ),
        "fix starts with a verb": first[:1].isupper() and first.strip(",") not in NOT_A_VERB,
        "no hexadecimal": not re.search(r"\b(?=\w*\d)[0-9a-f]{8,}\b|0x[0-9a-f]+", plain),
        "no paths": not re.search(r"(^|[\s“(])[/~]\w|[A-Z]:\\", plain),
        "no class names": not re.search(r"[a-z][A-Z]|[A-Za-z]Error\b|Traceback", plain),
    }
    return [rule for rule, kept in rules.items() if not kept]


@EACH
def test_message_keeps_the_error_contract(message: Message) -> None:
    assert broken_rules(message) == []


@EACH
def test_message_has_named_facts_only(message: Message) -> None:
    names = [name for part in (message.what, message.fix, message.kept) for name in _facts(part)]
    assert all(name.isidentifier() for name in names)


def _facts(sentence: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]


def test_a_code_belongs_to_one_package() -> None:
    owners: dict[str, set[str]] = {}
    for module, message in _messages():
        owners.setdefault(message.code, set()).add(module)
    assert {code: sorted(names) for code, names in owners.items() if len(names) > 1} == {}


def test_every_table_of_messages_is_complete() -> None:
    for file in ROOT.glob("mlcore/**/*messages.py"):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        module = import_module(name)
        own = [value for value in vars(module).values() if isinstance(value, Message)]
        listed = getattr(module, "MESSAGES", ())
        if own:
            assert {m.code for m in own} == {m.code for m in listed}, name


@pytest.mark.parametrize(
    ("what", "fix", "kept", "rule"),
    [
        ("It broke.", "The file is bad.", "All kept.", "fix starts with a verb"),
        ("It broke.", "try again.", "All kept.", "fix starts with a verb"),
        ("It broke.", "Try again.", "", "what, fix and kept are sentences"),
        ("ValueError in step.", "Try again.", "All kept.", "no class names"),
        ("HistGradientBoosting fell.", "Try again.", "All kept.", "no class names"),
        ("See /home/x/y.", "Try again.", "All kept.", "no paths"),
        ("At 0xdeadbeef.", "Try again.", "All kept.", "no hexadecimal"),
        ("It " + "very " * 60 + "broke.", "Try again.", "All kept.", "at most 60 words"),
    ],
)
def test_the_contract_notices(what: str, fix: str, kept: str, rule: str) -> None:
    assert broken_rules(Message("x", what=what, fix=fix, kept=kept)) == [rule]


# ----------------------------------------------------------------------------- pages


def setting_row(name: str, default: object, help: str) -> str:
    """Return the row of one setting as docs/operations.md must have it."""
    shown = f"`{default}`" if str(default) else "empty"
    return f"| `LOUPE_{name.upper()}` | {shown} | {help} |"


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_in_operations(setting) -> None:
    row = setting_row(setting.name, setting.default, setting.metadata["help"])
    assert row in _read("docs/operations.md").splitlines()


def test_operations_lists_no_setting_that_is_gone() -> None:
    listed = set(re.findall(r"^\| `LOUPE_([A-Z_]+)`", _read("docs/operations.md"), re.MULTILINE))
    assert listed == {setting.name.upper() for setting in fields(Settings)}


def test_every_command_is_in_the_guide() -> None:
    listed = re.findall(r"^\| `([a-z]+)[ `]", _read("docs/guide.md"), re.MULTILINE)
    assert sorted(listed) == sorted(command.name for command in COMMANDS)


def test_samples_named_in_documents_exist() -> None:
    text = "".join(_read(name) for name in ("README.md", "docs/guide.md", "docs/operations.md"))
    named = set(re.findall(r"sample:([a-z_]+)", text))
    assert named
    assert named <= {known.name for known in SAMPLES}


@pytest.mark.parametrize(
    "name", ["README.md", *(f"docs/{file.name}" for file in (ROOT / "docs").glob("*.md"))]
)
def test_links_inside_the_project_lead_somewhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", _read(name))
    local = [target for target in targets if "://" not in target]
    assert [t for t in local if not ((ROOT / name).parent / t).exists()] == []


def test_documents_name_only_make_targets_that_exist() -> None:
    known = set(re.findall(r"^([a-z]+):", _read("Makefile"), re.MULTILINE))
    text = "".join(_read(f) for f in ("README.md", "docs/operations.md", "docs/guide.md"))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= known
