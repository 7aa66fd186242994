"""How far past bookings are forgotten, and what stays of their halves in the plan.

Nothing is forgotten yet: the first night begins.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261123_forgetting"
down_revision = "20261123_post_and_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forgotten",
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_forgotten")),
    )
    op.create_table(
        "near_years",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("municipal_halves", sa.Integer(), nullable=False),
        sa.Column("partner_halves", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_near_years_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "year", name=op.f("pk_near_years")),
    )


def downgrade() -> None:
    op.drop_table("near_years")
    op.drop_table("forgotten")
