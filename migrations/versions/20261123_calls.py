"""Up to which call a line has been asked.

A call's row stays when it is answered, so that no number is used twice.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261123_calls"
down_revision = "20261123_together"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("wait_calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answered", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM wait_calls WHERE answered >= number"))
    with op.batch_alter_table("wait_calls", schema=None) as batch_op:
        batch_op.drop_column("answered")
