"""Units say how they ended when it was neither with a score nor by failing."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column."""
    op.add_column("units", sa.Column("ending", sa.Text(), nullable=False, server_default=""))
