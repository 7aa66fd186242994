"""Mails that are sent and chosen, the bell, when jobs ran, and bookings without their person.

Mails that were owed before anything could send them are not sent any more: they tell of
days that have passed.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261123_post_and_jobs"
down_revision = "20261123_places_and_occupancy"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_choices",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_mail_choices_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "topic", name=op.f("pk_mail_choices")),
    )
    op.create_table(
        "job_runs",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("result", sa.String(length=500), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_runs")),
    )
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded_of", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("area_code", sa.String(length=12), nullable=True))
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("state", sa.String(length=32), nullable=False, server_default="unwanted")
        )
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("error", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    mails = sa.table(
        "outbox_mails", sa.column("due_at"), sa.column("created_at"), sa.column("seen_at")
    )
    op.execute(mails.update().values(due_at=mails.c.created_at, seen_at=mails.c.created_at))
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.alter_column("due_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column("state", existing_type=sa.String(length=32), server_default=None)
        batch_op.drop_index(batch_op.f("ix_outbox_mails_user_id"))
        batch_op.create_index(
            batch_op.f("ix_outbox_mails_state_due_at"), ["state", "due_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_mails_user_id_seen_at"), ["user_id", "seen_at"], unique=False
        )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "booking_mail", sa.String(length=32), nullable=False, server_default="invitations"
            )
        )
    with op.batch_alter_table("workplaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirm_within", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("workplaces", schema=None) as batch_op:
        batch_op.drop_column("confirm_within")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("booking_mail")
    with op.batch_alter_table("outbox_mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mails_user_id_seen_at"))
        batch_op.drop_index(batch_op.f("ix_outbox_mails_state_due_at"))
        batch_op.create_index(batch_op.f("ix_outbox_mails_user_id"), ["user_id"], unique=False)
        batch_op.drop_column("seen_at")
        batch_op.drop_column("error")
        batch_op.drop_column("tries")
        batch_op.drop_column("due_at")
        batch_op.drop_column("state")
    # Bookings without a person cannot go back; whose they were is known to nobody.
    bookings = sa.table("bookings", sa.column("id"), sa.column("user_id"))
    gone = sa.select(bookings.c.id).where(bookings.c.user_id.is_(None))
    moves = sa.table("moves", sa.column("booking_id"))
    op.execute(moves.delete().where(moves.c.booking_id.in_(gone)))
    op.execute(bookings.delete().where(bookings.c.user_id.is_(None)))
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("area_code")
        batch_op.drop_column("reminded_of")
    op.drop_table("job_runs")
    op.drop_table("mail_choices")
