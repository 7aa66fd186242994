"""People who wait for a desk, and the lots of their line."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_waiting"
down_revision = "20261123_forgetting"
branch_labels = None
depends_on = None

_IS_LIVE = sa.text("state IN ('offered', 'waiting')")


def upgrade() -> None:
    op.create_table(
        "wait_draws",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_wait_draws")),
    )
    op.create_table(
        "wait_calls",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplaces.id"], name=op.f("fk_wait_calls_workplace_id_workplaces")
        ),
        sa.PrimaryKeyConstraint("day", "workplace_id", name=op.f("pk_wait_calls")),
    )
    op.create_table(
        "waits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("within_km", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_waits_user_id_users")),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplaces.id"], name=op.f("fk_waits_workplace_id_workplaces")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_waits_booking_id_bookings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waits")),
    )
    with op.batch_alter_table("waits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waits_day_state"), ["day", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_waits_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(
            "uq_waits_live",
            ["user_id", "day"],
            unique=True,
            sqlite_where=_IS_LIVE,
            postgresql_where=_IS_LIVE,
        )


def downgrade() -> None:
    op.drop_table("waits")
    op.drop_table("wait_calls")
    op.drop_table("wait_draws")
