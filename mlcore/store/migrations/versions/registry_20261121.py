"""The registry: a sealed log, tags and notes of versions, what was found damaged; who we are."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "20261121_registry"
down_revision = "20261121_links"


def upgrade() -> None:
    """Create the tables; give this database a name of its own; count versions ever made."""
    identity = op.create_table(
        "identity",
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.bulk_insert(identity, [{"id": secrets.token_hex(8)}])
    op.create_table(
        "audit",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("time", sa.Double(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "seq"),
    )
    versions = ["versions.workspace", "versions.name", "versions.version"]
    for name, own in (
        ("remarks", (("tags", sa.JSON()), ("note", sa.Text()), ("changed", sa.Double()))),
        ("faults", (("code", sa.Text()), ("file", sa.Text()), ("found", sa.Double()))),
    ):
        op.create_table(
            name,
            sa.Column("workspace", sa.Text(), nullable=False),
            sa.Column("name", sa.Text(), nullable=False),
            sa.Column("version", sa.Integer(), nullable=False),
            *(sa.Column(column, kind, nullable=False) for column, kind in own),
            sa.ForeignKeyConstraint(["workspace", "name", "version"], versions),
            sa.PrimaryKeyConstraint("workspace", "name", "version"),
        )
    op.add_column("models", sa.Column("newest", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE models SET newest = COALESCE((SELECT MAX(version) FROM versions WHERE "
        "versions.workspace = models.workspace AND versions.name = models.name), 0)"
    )
