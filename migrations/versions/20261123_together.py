"""Desks together and for others: groups, delegations, exchanges, draws, habits, being seen."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_together"
down_revision = "20261123_confirm_from"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draw_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Time(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplaces.id"], name=op.f("fk_draw_rules_workplace_id_workplaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_rules")),
    )
    with op.batch_alter_table("draw_rules", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_draw_rules_workplace_id"), ["workplace_id"], unique=False
        )

    op.create_table(
        "delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegate_id"], ["users.id"], name=op.f("fk_delegations_delegate_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["users.id"], name=op.f("fk_delegations_given_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_delegations_office_id_offices")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_delegations_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delegations_delegate_id"), ["delegate_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delegations_given_by_id"), ["given_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_delegations_office_id"), ["office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_user_id"), ["user_id"], unique=False)

    op.create_table(
        "desk_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organizer_id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organizer_id"], ["users.id"], name=op.f("fk_desk_groups_organizer_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplaces.id"], name=op.f("fk_desk_groups_workplace_id_workplaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_groups")),
    )
    with op.batch_alter_table("desk_groups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_groups_day"), ["day"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_desk_groups_organizer_id"), ["organizer_id"], unique=False
        )

    op.create_table(
        "house_notes_read",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_house_notes_read_user_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["workplace_id"],
            ["workplaces.id"],
            name=op.f("fk_house_notes_read_workplace_id_workplaces"),
        ),
        sa.PrimaryKeyConstraint("user_id", "workplace_id", name=op.f("pk_house_notes_read")),
    )
    # Whoever has had a desk there knows how to get in.
    op.execute(
        "INSERT INTO house_notes_read (user_id, workplace_id, read_at)"
        " SELECT user_id, workplace_id, MIN(created_at) FROM bookings"
        " WHERE user_id IS NOT NULL GROUP BY user_id, workplace_id"
    )
    op.create_table(
        "usual_days",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_usual_days_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "weekday", name=op.f("pk_usual_days")),
    )
    op.create_table(
        "favourites",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desks.id"], name=op.f("fk_favourites_desk_id_desks")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_favourites_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "desk_id", name=op.f("pk_favourites")),
    )
    op.create_table(
        "exchanges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("other_booking_id", sa.Integer(), nullable=False),
        sa.Column("other_sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["users.id"], name=op.f("fk_exchanges_asked_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["users.id"], name=op.f("fk_exchanges_asker_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_exchanges_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["other_booking_id"],
            ["bookings.id"],
            name=op.f("fk_exchanges_other_booking_id_bookings"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchanges")),
    )
    with op.batch_alter_table("exchanges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchanges_asked_id"), ["asked_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exchanges_asker_id"), ["asker_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_exchanges_other_booking_id"), ["other_booking_id"], unique=False
        )
        batch_op.create_index(
            "uq_exchanges_asked",
            ["booking_id"],
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )

    op.create_table(
        "invites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_invites_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["desk_groups.id"], name=op.f("fk_invites_group_id_desk_groups")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_invites_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("group_id", "user_id", name=op.f("uq_invites_group_id_user_id")),
    )
    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invites_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_invites_state_held_until"), ["state", "held_until"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_invites_user_id"), ["user_id"], unique=False)

    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("booked_by_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_bookings_booked_by_id"), ["booked_by_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_bookings_booked_by_id_users"), "users", ["booked_by_id"], ["id"]
        )

    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("series_days", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wait_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_series_days_wait_id"), ["wait_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_series_days_wait_id_waits"),
            "waits",
            ["wait_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("waits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("halves_had", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("desks", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("wished_equipment", sa.String(length=100), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("seen_by", sa.String(length=20), nullable=False, server_default="nobody")
        )
        batch_op.add_column(
            sa.Column("desk_needs", sa.String(length=100), nullable=False, server_default="")
        )
    op.execute("UPDATE users SET desk_needs = 'accessible' WHERE needs_accessible_desk")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("needs_accessible_desk")

    with op.batch_alter_table("desks", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kept_for", sa.String(length=100), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("desks", schema=None) as batch_op:
        batch_op.drop_column("kept_for")

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "needs_accessible_desk", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
    op.execute(
        "UPDATE users SET needs_accessible_desk = (1 = 1) WHERE desk_needs LIKE '%accessible%'"
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("desk_needs")
        batch_op.drop_column("seen_by")
        batch_op.drop_column("wished_equipment")

    with op.batch_alter_table("waits", schema=None) as batch_op:
        batch_op.drop_column("lost_at")
        batch_op.drop_column("desks")
        batch_op.drop_column("drawn_at")
        batch_op.drop_column("halves_had")

    with op.batch_alter_table("series_days", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_series_days_wait_id_waits"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_series_days_wait_id"))
        batch_op.drop_column("wait_id")

    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_column("waits")

    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_bookings_booked_by_id_users"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_bookings_booked_by_id"))
        batch_op.drop_column("booked_by_id")

    op.drop_table("invites")
    op.drop_table("exchanges")
    op.drop_table("favourites")
    op.drop_table("usual_days")
    op.drop_table("house_notes_read")
    op.drop_table("desk_groups")
    op.drop_table("delegations")
    op.drop_table("draw_rules")
