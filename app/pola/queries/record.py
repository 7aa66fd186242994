"""What the smart-working programme stores about one person, and nothing about anybody else."""

from typing import Any

import sqlalchemy as sa

from app.auth.models import Deputy
from app.core.db import connection
from app.pola.models import (
    Acknowledgement,
    Agreement,
    AgreementStep,
    Approval,
    CampaignPerson,
    CommuteAnswer,
    Document,
    Evaluation,
    Filing,
    NearYear,
    PlannedHalf,
    PriorityNote,
    Recall,
    Signature,
    Swap,
    Upload,
    WorkerNote,
)

Record = dict[str, Any]
_me: sa.BindParameter[int] = sa.bindparam("me")


def _of(model: Any, *columns: Any, order: Any = None) -> sa.Select[Any]:
    select = sa.select(*columns).where(model.user_id == _me)
    return select if order is None else select.order_by(order)


_mine = sa.select(Agreement.id).where(Agreement.user_id == _me)
_PARTS: dict[str, Any] = {
    "agreements": _of(
        Agreement,
        Agreement.id,
        Agreement.state,
        Agreement.origin,
        Agreement.terms,
        Agreement.created_at,
        Agreement.submitted_at,
        Agreement.in_force_from,
        Agreement.in_force_until,
        Agreement.ended_by,
        Agreement.notice_ends_on,
        Agreement.protocol_number,
        Agreement.protocol_on,
        Agreement.protocol_json,
        order=Agreement.id,
    ),
    "agreement_history": sa.select(
        AgreementStep.agreement_id, AgreementStep.at, AgreementStep.step, AgreementStep.note
    )
    .where(AgreementStep.agreement_id.in_(_mine))
    .order_by(AgreementStep.id),
    "approvals": sa.select(
        Approval.agreement_id,
        Approval.approver,
        Approval.verdict,
        Approval.reason,
        Approval.decided_at,
    ).where(Approval.agreement_id.in_(_mine)),
    "documents": sa.select(
        Document.agreement_id, Document.name, Document.sha256, Document.created_at
    ).where(Document.agreement_id.in_(_mine)),
    # Both who stands in for the person, and for whom the person does; never the other's name.
    "deputies": sa.select(
        Deputy.from_day, Deputy.to_day, (Deputy.deputy_id == _me).label("you_stand_in")
    ).where(sa.or_(Deputy.user_id == _me, Deputy.deputy_id == _me)),
    "uploads": _of(Upload, Upload.name, Upload.sha256, Upload.created_at),
    "calls": _of(
        CampaignPerson,
        CampaignPerson.campaign_id,
        CampaignPerson.agreement_id,
        CampaignPerson.declined_at,
        CampaignPerson.reminded_at,
    ),
    "signatures": _of(
        Signature, Signature.agreement_id, Signature.name, Signature.at, Signature.sha256
    ),
    "evaluations": sa.select(
        Evaluation.agreement_id,
        Evaluation.place,
        Evaluation.reported,
        Evaluation.report,
        Evaluation.is_met,
        Evaluation.judgement,
    ).where(Evaluation.agreement_id.in_(_mine)),
    "planned_halves": _of(
        PlannedHalf,
        PlannedHalf.day,
        PlannedHalf.half,
        PlannedHalf.kind,
        PlannedHalf.agreed,
        PlannedHalf.source,
        PlannedHalf.changed_at,
        order=PlannedHalf.day,
    ),
    "near_years": _of(
        NearYear,
        NearYear.year,
        NearYear.municipal_halves,
        NearYear.partner_halves,
        order=NearYear.year,
    ),
    "swaps": _of(
        Swap,
        Swap.from_day,
        Swap.from_half,
        Swap.to_day,
        Swap.to_half,
        Swap.state,
        Swap.asked_at,
        Swap.answered_at,
        order=Swap.id,
    ),
    "recalls": _of(Recall, Recall.day, Recall.half, Recall.reason, Recall.recalled_at),
    "acknowledgements": _of(
        Acknowledgement,
        Acknowledgement.notice,
        Acknowledgement.version,
        Acknowledgement.delivered_at,
        Acknowledgement.acknowledged_at,
        order=Acknowledgement.id,
    ),
    "commute": _of(
        CommuteAnswer, CommuteAnswer.mode, CommuteAnswer.band_km, CommuteAnswer.answered_at
    ),
    "filings": _of(
        Filing,
        Filing.act,
        Filing.event_on,
        Filing.due_on,
        Filing.state,
        Filing.facts,
        Filing.code,
        Filing.created_at,
        order=Filing.id,
    ),
    "priorities": _of(
        PriorityNote,
        PriorityNote.category,
        PriorityNote.review_on,
        PriorityNote.created_at,
        order=PriorityNote.id,
    ),
    "worker_note": _of(WorkerNote, WorkerNote.is_disabled, WorkerNote.prevalence_waived_until),
}


def programme_record(user_id: int) -> Record:
    """Return agreements, plan, notices, filings and notes of a person, one query each."""
    return {
        name: [dict(row) for row in connection().execute(select, {"me": user_id}).mappings()]
        for name, select in _PARTS.items()
    }
