"""Agreements, week plans, filings and the programme's numbers.

What one agreement in force a person means is said by the database itself: an
exclusion constraint on PostgreSQL, triggers on SQLite (ADR 17).
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_agreements_and_plans"
down_revision = "20261122_desks_and_bookings"
branch_labels = None
depends_on = None

# The period of one agreement and that of another of the same person have no day in common.
EXCLUSION = """
ALTER TABLE agreements ADD CONSTRAINT ex_agreements_one_in_force EXCLUDE USING gist (
    int8range(user_id, user_id, '[]') WITH &&,
    daterange(in_force_from, in_force_until, '[]') WITH &&
) WHERE (in_force_from IS NOT NULL)
"""
OPEN_REQUESTS = sa.text(
    "state IN ('changes_asked', 'draft', 'submitted', 'to_sign_employee', 'to_sign_manager')"
)
# Desks that are held already stand in the plan as those booked from now on.
DESKS_INTO_PLANS = """
INSERT INTO planned_halves (user_id, day, half, kind, source, changed_at)
SELECT slots.user_id, slots.day, slots.half,
    CASE workplaces.owner WHEN 'partner' THEN 'near_partner' ELSE 'near_municipal' END,
    'desk', bookings.changed_at
FROM slots
JOIN workplaces ON workplaces.id = slots.workplace_id
JOIN bookings ON bookings.id = slots.booking_id
"""
TRIGGER = """
CREATE TRIGGER agreements_one_in_force_{moment} BEFORE {moment} ON agreements
WHEN NEW.in_force_from IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'ex_agreements_one_in_force')
    WHERE EXISTS (
        SELECT 1 FROM agreements AS other
        WHERE other.user_id = NEW.user_id
        AND other.id IS NOT NEW.id
        AND other.in_force_from <= COALESCE(NEW.in_force_until, '9999-12-31')
        AND COALESCE(other.in_force_until, '9999-12-31') >= NEW.in_force_from
    );
END
"""


def upgrade() -> None:
    op.create_table(
        "acknowledgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Date(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_acknowledgements_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
    )
    with op.batch_alter_table("acknowledgements") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_acknowledgements_user_id_notice_acknowledged_at"),
            ["user_id", "notice", "acknowledged_at"],
        )

    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("duration", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("halves_a_month", sa.Integer(), nullable=False),
        sa.Column("rules_of", sa.Date(), nullable=False),
        sa.Column("approvals_given", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("in_force_until", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("notice_ends_on", sa.Date(), nullable=True),
        sa.Column("expiry_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("protocol_number", sa.String(length=60), nullable=True),
        sa.Column("protocol_on", sa.Date(), nullable=True),
        sa.Column("protocol_json", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "in_force_until IS NULL OR in_force_until >= in_force_from",
            name=op.f("ck_agreements_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_agreements_office_id_offices")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["agreements.id"], name=op.f("fk_agreements_parent_id_agreements")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_agreements_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    with op.batch_alter_table("agreements") as batch_op:
        batch_op.create_index(batch_op.f("ix_agreements_office_id"), ["office_id"])
        batch_op.create_index(batch_op.f("ix_agreements_parent_id"), ["parent_id"])
        batch_op.create_index(batch_op.f("ix_agreements_state_ends_on"), ["state", "ends_on"])
        batch_op.create_index(
            batch_op.f("ix_agreements_user_id_in_force_from"), ["user_id", "in_force_from"]
        )
        batch_op.create_index(
            "uq_agreements_open_request",
            ["user_id"],
            unique=True,
            sqlite_where=OPEN_REQUESTS,
            postgresql_where=OPEN_REQUESTS,
        )

    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_campaigns_created_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "commute_answers",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("band_km", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_commute_answers_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_commute_answers")),
    )
    op.create_table(
        "deputies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["users.id"], name=op.f("fk_deputies_deputy_id_users")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_deputies_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputies")),
    )
    with op.batch_alter_table("deputies") as batch_op:
        batch_op.create_index(batch_op.f("ix_deputies_deputy_id"), ["deputy_id"])
        batch_op.create_index(batch_op.f("ix_deputies_user_id"), ["user_id"])

    op.create_table(
        "indicator_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["users.id"], name=op.f("fk_indicator_values_changed_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_values")),
        sa.UniqueConstraint("name", "year", name=op.f("uq_indicator_values_name_year")),
    )
    op.create_table(
        "parameters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_parameters_created_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parameters")),
    )
    with op.batch_alter_table("parameters") as batch_op:
        batch_op.create_index(batch_op.f("ix_parameters_name"), ["name"])

    op.create_table(
        "planned_halves",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("agreed", sa.String(length=32), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_planned_halves_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "day", "half", name=op.f("pk_planned_halves")),
    )
    with op.batch_alter_table("planned_halves") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_planned_halves_day_kind_user_id"), ["day", "kind", "user_id"]
        )

    op.create_table(
        "priority_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["users.id"], name=op.f("fk_priority_notes_checked_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_priority_notes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority_notes")),
    )
    with op.batch_alter_table("priority_notes") as batch_op:
        batch_op.create_index(batch_op.f("ix_priority_notes_user_id"), ["user_id"])

    op.create_table(
        "recalls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("recalled_by", sa.Integer(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recalled_by"], ["users.id"], name=op.f("fk_recalls_recalled_by_users")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recalls_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
        sa.UniqueConstraint("user_id", "day", "half", name=op.f("uq_recalls_user_id_day_half")),
    )
    op.create_table(
        "swaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("from_half", sa.String(length=32), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("to_half", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["users.id"], name=op.f("fk_swaps_answered_by_users")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_swaps_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swaps")),
    )
    with op.batch_alter_table("swaps") as batch_op:
        batch_op.create_index(batch_op.f("ix_swaps_state"), ["state"])
        batch_op.create_index(batch_op.f("ix_swaps_user_id"), ["user_id"])

    op.create_table(
        "worker_notes",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("prevalence_waived_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_worker_notes_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_worker_notes")),
    )
    op.create_table(
        "agreement_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("from_state", sa.String(length=32), nullable=False),
        sa.Column("to_state", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["users.id"], name=op.f("fk_agreement_steps_actor_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreements.id"],
            name=op.f("fk_agreement_steps_agreement_id_agreements"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_steps")),
    )
    with op.batch_alter_table("agreement_steps") as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_steps_agreement_id"), ["agreement_id"])

    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("approver", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("deputy_of", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_approvals_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_approvals_decided_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_of"], ["users.id"], name=op.f("fk_approvals_deputy_of_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    with op.batch_alter_table("approvals") as batch_op:
        batch_op.create_index(batch_op.f("ix_approvals_agreement_id"), ["agreement_id"])

    op.create_table(
        "campaign_offices",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_campaign_offices_campaign_id_campaigns"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_campaign_offices_office_id_offices")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "office_id", name=op.f("pk_campaign_offices")),
    )
    op.create_table(
        "campaign_people",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["agreements.id"],
            name=op.f("fk_campaign_people_agreement_id_agreements"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_people_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_campaign_people_user_id_users")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "user_id", name=op.f("pk_campaign_people")),
    )
    with op.batch_alter_table("campaign_people") as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_people_agreement_id"), ["agreement_id"])
        batch_op.create_index(batch_op.f("ix_campaign_people_user_id"), ["user_id"])

    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_documents_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_documents_created_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    with op.batch_alter_table("documents") as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_agreement_id"), ["agreement_id"])

    op.create_table(
        "evaluations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reported", sa.String(length=200), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_met", sa.Boolean(), nullable=True),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_evaluations_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(
            ["judged_by"], ["users.id"], name=op.f("fk_evaluations_judged_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
        sa.UniqueConstraint(
            "agreement_id", "place", name=op.f("uq_evaluations_agreement_id_place")
        ),
    )
    op.create_table(
        "filings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=17), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_filings_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["filings.id"], name=op.f("fk_filings_previous_id_filings")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_filings_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
        sa.UniqueConstraint(
            "agreement_id", "act", "event_on", name=op.f("uq_filings_agreement_id_act_event_on")
        ),
    )
    with op.batch_alter_table("filings") as batch_op:
        batch_op.create_index(batch_op.f("ix_filings_agreement_id"), ["agreement_id"])
        batch_op.create_index(batch_op.f("ix_filings_previous_id"), ["previous_id"])
        batch_op.create_index(batch_op.f("ix_filings_state_due_on"), ["state", "due_on"])
        batch_op.create_index(batch_op.f("ix_filings_user_id"), ["user_id"])

    op.create_table(
        "signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("signer", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("deputy_of", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_signatures_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_of"], ["users.id"], name=op.f("fk_signatures_deputy_of_users")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_signatures_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_signatures_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint(
            "agreement_id", "signer", name=op.f("uq_signatures_agreement_id_signer")
        ),
    )

    op.create_table(
        "uploads",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_uploads_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_uploads")),
    )

    if op.get_bind().dialect.name == "postgresql":
        op.execute(EXCLUSION)
    else:
        for moment in ("insert", "update"):
            op.execute(TRIGGER.format(moment=moment))
    op.execute(DESKS_INTO_PLANS)


def downgrade() -> None:
    op.drop_table("uploads")
    op.drop_table("signatures")
    with op.batch_alter_table("filings") as batch_op:
        batch_op.drop_index(batch_op.f("ix_filings_user_id"))
        batch_op.drop_index(batch_op.f("ix_filings_state_due_on"))
        batch_op.drop_index(batch_op.f("ix_filings_previous_id"))
        batch_op.drop_index(batch_op.f("ix_filings_agreement_id"))

    op.drop_table("filings")
    op.drop_table("evaluations")
    with op.batch_alter_table("documents") as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_agreement_id"))

    op.drop_table("documents")
    with op.batch_alter_table("campaign_people") as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_people_user_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_people_agreement_id"))

    op.drop_table("campaign_people")
    op.drop_table("campaign_offices")
    with op.batch_alter_table("approvals") as batch_op:
        batch_op.drop_index(batch_op.f("ix_approvals_agreement_id"))

    op.drop_table("approvals")
    with op.batch_alter_table("agreement_steps") as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_steps_agreement_id"))

    op.drop_table("agreement_steps")
    op.drop_table("worker_notes")
    with op.batch_alter_table("swaps") as batch_op:
        batch_op.drop_index(batch_op.f("ix_swaps_user_id"))
        batch_op.drop_index(batch_op.f("ix_swaps_state"))

    op.drop_table("swaps")
    op.drop_table("recalls")
    with op.batch_alter_table("priority_notes") as batch_op:
        batch_op.drop_index(batch_op.f("ix_priority_notes_user_id"))

    op.drop_table("priority_notes")
    with op.batch_alter_table("planned_halves") as batch_op:
        batch_op.drop_index(batch_op.f("ix_planned_halves_day_kind_user_id"))

    op.drop_table("planned_halves")
    with op.batch_alter_table("parameters") as batch_op:
        batch_op.drop_index(batch_op.f("ix_parameters_name"))

    op.drop_table("parameters")
    op.drop_table("indicator_values")
    with op.batch_alter_table("deputies") as batch_op:
        batch_op.drop_index(batch_op.f("ix_deputies_user_id"))
        batch_op.drop_index(batch_op.f("ix_deputies_deputy_id"))

    op.drop_table("deputies")
    op.drop_table("commute_answers")
    op.drop_table("campaigns")
    with op.batch_alter_table("agreements") as batch_op:
        batch_op.drop_index(
            "uq_agreements_open_request",
            sqlite_where=OPEN_REQUESTS,
            postgresql_where=OPEN_REQUESTS,
        )
        batch_op.drop_index(batch_op.f("ix_agreements_user_id_in_force_from"))
        batch_op.drop_index(batch_op.f("ix_agreements_state_ends_on"))
        batch_op.drop_index(batch_op.f("ix_agreements_parent_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_office_id"))

    op.drop_table("agreements")
    with op.batch_alter_table("acknowledgements") as batch_op:
        batch_op.drop_index(batch_op.f("ix_acknowledgements_user_id_notice_acknowledged_at"))

    op.drop_table("acknowledgements")
