"""From which day on a workplace asks for confirmations.

Whoever sits at a desk when it is switched on was never asked: it counts from the next
day. Workplaces that ask already go on without a first day.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261123_confirm_from"
down_revision = "20261123_series"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workplaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirm_from", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("workplaces", schema=None) as batch_op:
        batch_op.drop_column("confirm_from")
