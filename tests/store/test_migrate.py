"""One schema, however many processes come first, on both databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from mlcore.errors import LoupeError
from mlcore.settings import Settings
from mlcore.store import migrate, tables
from mlcore.store.store import Store

OPEN = """
import sys
from pathlib import Path
from mlcore.settings import Settings
from mlcore.store.store import Store
from mlcore.store.tables import workspaces
sys.stdin.readline()
store = Store.open(Settings(home=Path(sys.argv[1]), database=sys.argv[2]))
with store.begin() as connection:
    row = {"id": sys.argv[3], "name": "", "created": 0.0, "changed": 0.0}
    connection.execute(workspaces.insert().values(row))
print("alembic" in sys.modules)
"""


def opener(home: Path, database: str, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", OPEN, str(home), database, name]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def test_eight_processes_at_once(home: Path, database_url: str) -> None:
    processes = [opener(home, database_url, str(number)) for number in range(8)]
    outputs = [process.communicate("go\n") for process in processes]
    assert [p.returncode for p in processes] == [0] * 8, outputs
    with Store.open(Settings(home=home, database=database_url)).read() as connection:
        assert len(connection.execute(tables.workspaces.select()).all()) == 8


def test_alembic_is_imported_by_the_first_only(home: Path, database_url: str) -> None:
    said = [opener(home, database_url, name).communicate("\n")[0].strip() for name in "ab"]
    assert said == ["True", "False"]


def test_migrations_make_what_the_tables_say(home: Path, database_url: str) -> None:
    with Store.open(Settings(home=home, database=database_url)).read() as connection:
        options = {"version_table": migrate.VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []


def test_head_is_the_newest_script() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == migrate.HEAD
    assert {script.revision for script in scripts.walk_revisions()} == set(migrate.REVISIONS)


def test_a_newer_database_is_refused_and_left_alone(home: Path, database_url: str) -> None:
    settings = Settings(home=home, database=database_url)
    with Store.open(settings).begin() as connection:
        connection.execute(text(f"UPDATE {migrate.VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(LoupeError) as caught:
        Store.open(settings)
    assert caught.value.code == "database_newer"


def test_a_home_with_odd_characters(tmp_path: Path) -> None:
    home = tmp_path / "100 % né? #1 'quoted'"
    store = Store.open(Settings(home=home))
    with store.read() as connection:
        assert connection.execute(tables.jobs.select()).all() == []
    assert (home / "loupe.db").is_file()
