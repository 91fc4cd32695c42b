from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _really_migrated(migrated_anew: None) -> None:
    """Here every database is migrated by alembic, as a person's is."""
