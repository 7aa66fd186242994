"""Closures that move people, caps by weekday, office shares, room plans, screens and totals."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_places_and_occupancy"
down_revision = "20261122_agreements_and_plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commute_totals",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("band_km", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("home_halves", sa.Integer(), nullable=False),
        sa.Column("near_halves", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "mode", "band_km", name=op.f("pk_commute_totals")),
    )
    op.create_table(
        "unmet_demand",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=32), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "half", "area_code", name=op.f("pk_unmet_demand")),
    )
    op.create_table(
        "day_totals",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=False),
        sa.Column("half", sa.String(length=32), nullable=False),
        sa.Column("desks", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("no_shows", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplaces.id"], name=op.f("fk_day_totals_workplace_id_workplaces")
        ),
        sa.PrimaryKeyConstraint("day", "workplace_id", "half", name=op.f("pk_day_totals")),
    )
    op.create_table(
        "lead_totals",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=False),
        sa.Column("days_ahead", sa.Integer(), nullable=False),
        sa.Column("bookings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplaces.id"], name=op.f("fk_lead_totals_workplace_id_workplaces")
        ),
        sa.PrimaryKeyConstraint("month", "workplace_id", "days_ahead", name=op.f("pk_lead_totals")),
    )
    op.create_table(
        "origin_totals",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("halves", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workplace_id"],
            ["workplaces.id"],
            name=op.f("fk_origin_totals_workplace_id_workplaces"),
        ),
        sa.PrimaryKeyConstraint(
            "month", "workplace_id", "area_code", name=op.f("pk_origin_totals")
        ),
    )
    op.create_table(
        "screens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workplace_id"], ["workplaces.id"], name=op.f("fk_screens_workplace_id_workplaces")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_screens_token_hash")),
    )
    op.create_table(
        "cap_draws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cap_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=32), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("drawn", sa.Text(), nullable=False),
        sa.Column("surplus", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cap_id"], ["caps.id"], name=op.f("fk_cap_draws_cap_id_caps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cap_draws")),
        sa.UniqueConstraint("cap_id", "day", "half", name=op.f("uq_cap_draws_cap_id_day_half")),
    )
    op.create_table(
        "office_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workplace_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("guaranteed", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_office_shares_office_id_offices")
        ),
        sa.ForeignKeyConstraint(
            ["workplace_id"],
            ["workplaces.id"],
            name=op.f("fk_office_shares_workplace_id_workplaces"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_shares")),
    )
    with op.batch_alter_table("office_shares", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_office_shares_workplace_id"), ["workplace_id"], unique=False
        )

    op.create_table(
        "room_pictures",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_room_pictures_room_id_rooms")
        ),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_room_pictures")),
    )
    op.create_table(
        "scenarios",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_scenarios_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenarios")),
    )
    op.create_table(
        "desk_totals",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("halves", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["desks.id"], name=op.f("fk_desk_totals_desk_id_desks")
        ),
        sa.PrimaryKeyConstraint("month", "desk_id", name=op.f("pk_desk_totals")),
    )
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("closure_id", sa.Integer(), nullable=True),
        sa.Column("cap_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("from_desk_id", sa.Integer(), nullable=False),
        sa.Column("to_desk_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_moves_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(["cap_id"], ["caps.id"], name=op.f("fk_moves_cap_id_caps")),
        sa.ForeignKeyConstraint(
            ["closure_id"], ["closures.id"], name=op.f("fk_moves_closure_id_closures")
        ),
        sa.ForeignKeyConstraint(
            ["from_desk_id"], ["desks.id"], name=op.f("fk_moves_from_desk_id_desks")
        ),
        sa.ForeignKeyConstraint(
            ["to_desk_id"], ["desks.id"], name=op.f("fk_moves_to_desk_id_desks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
        sa.UniqueConstraint("cap_id", "booking_id", name=op.f("uq_moves_cap_id_booking_id")),
        sa.UniqueConstraint(
            "closure_id", "booking_id", name=op.f("uq_moves_closure_id_booking_id")
        ),
    )
    with op.batch_alter_table("moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moves_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_moves_day"), ["day"], unique=False)

    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_confirmed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("is_no_show", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("caps", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("weekdays", sa.String(length=7), nullable=False, server_default="")
        )

    with op.batch_alter_table("closures", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("weekdays", sa.String(length=7), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("kind", sa.String(length=32), nullable=False, server_default="other")
        )
        batch_op.add_column(sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("width_m", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("depth_m", sa.Double(), nullable=True))

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "needs_accessible_desk", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )

    with op.batch_alter_table("workplaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("house_rules", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("workplaces", schema=None) as batch_op:
        batch_op.drop_column("house_rules")

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("needs_accessible_desk")

    with op.batch_alter_table("rooms", schema=None) as batch_op:
        batch_op.drop_column("depth_m")
        batch_op.drop_column("width_m")

    with op.batch_alter_table("closures", schema=None) as batch_op:
        batch_op.drop_column("reopened_at")
        batch_op.drop_column("kind")
        batch_op.drop_column("weekdays")

    with op.batch_alter_table("caps", schema=None) as batch_op:
        batch_op.drop_column("weekdays")

    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.drop_column("is_no_show")
        batch_op.drop_column("is_confirmed")

    with op.batch_alter_table("moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moves_day"))
        batch_op.drop_index(batch_op.f("ix_moves_booking_id"))

    op.drop_table("moves")
    op.drop_table("desk_totals")
    op.drop_table("scenarios")
    op.drop_table("room_pictures")
    with op.batch_alter_table("office_shares", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_office_shares_workplace_id"))

    op.drop_table("office_shares")
    op.drop_table("cap_draws")
    op.drop_table("screens")
    op.drop_table("origin_totals")
    op.drop_table("lead_totals")
    op.drop_table("day_totals")
    op.drop_table("unmet_demand")
    op.drop_table("commute_totals")
