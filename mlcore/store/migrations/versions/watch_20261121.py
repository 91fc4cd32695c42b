"""Predictions that were logged, traffic by the minute, what is watched, and alerts."""

import sqlalchemy as sa
from alembic import op

revision = "20261121_watch"
down_revision = "0003"


def _must(name: str, kind: type[sa.types.TypeEngine]) -> sa.Column:
    return sa.Column(name, kind(), nullable=False)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "predictions",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        _must("workspace", sa.Text),
        _must("name", sa.Text),
        _must("version", sa.Integer),
        _must("time", sa.Double),
        _must("request", sa.Text),
        _must("row", sa.Integer),
        sa.Column("input", sa.JSON(), nullable=True),
        sa.Column("answer", sa.JSON(), nullable=True),
        _must("seconds", sa.Double),
        _must("status", sa.Text),
        sa.Column("label", sa.JSON(), nullable=True),
        sa.Column("labelled", sa.Double(), nullable=True),
    )
    op.create_index("predictions_by_time", "predictions", ["workspace", "name", "time"])
    op.create_index("predictions_by_request", "predictions", ["workspace", "request"])
    op.create_table(
        "traffic",
        _must("workspace", sa.Text),
        _must("name", sa.Text),
        _must("version", sa.Integer),
        _must("minute", sa.Integer),
        _must("counts", sa.JSON),
        sa.PrimaryKeyConstraint("workspace", "name", "version", "minute"),
    )
    op.create_table(
        "watches",
        _must("workspace", sa.Text),
        _must("name", sa.Text),
        _must("spec", sa.JSON),
        _must("revision", sa.Integer),
        sa.Column("checked", sa.Double(), nullable=True),
        sa.Column("found", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "name"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        _must("workspace", sa.Text),
        _must("name", sa.Text),
        _must("version", sa.Integer),
        _must("code", sa.Text),
        _must("facts", sa.JSON),
        _must("opened", sa.Double),
        sa.Column("closed", sa.Double(), nullable=True),
        sa.Column("seen", sa.Double(), nullable=True),
        sa.Column("told", sa.Double(), nullable=True),
        _must("trouble", sa.Text),
    )
    op.create_index("alerts_by_name", "alerts", ["workspace", "name", "opened"])
