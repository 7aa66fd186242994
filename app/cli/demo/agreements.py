"""The demo's agreements, written in bulk as if each had been asked for, approved and signed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models import Role, RoleGrant, User
from app.cli.demo.records import acknowledgements, evaluations, moment
from app.cli.demo.stories import Story
from app.core import clock
from app.core.db import connection
from app.pola.documents.agreement import agreement_pdf
from app.pola.models import (
    Acknowledgement,
    Agreement,
    AgreementStep,
    Approval,
    Document,
    Evaluation,
    Signature,
)
from app.pola.queries.agreements import find_agreement
from app.pola.queries.people import on_paper
from app.pola.rules.parameters import Programme
from app.pola.rules.routes import Approver, Origin, Side, Signer, Verdict
from app.pola.rules.states import OPEN, SIGNED, State, Step
from app.pola.rules.written import halves_a_month, write_terms

# The steps that led to each state, and how many days after the request each was taken.
_ASKED = ((State.DRAFT, Step.SUBMIT, 0),)
_HALF_APPROVED = (*_ASKED, (State.SUBMITTED, Step.APPROVE, 1))
_APPROVED = (*_HALF_APPROVED, (State.SUBMITTED, Step.APPROVE_LAST, 2))
_SIGNED_ONCE = (*_APPROVED, (State.TO_SIGN_EMPLOYEE, Step.SIGN_EMPLOYEE, 5))
_SIGNED = (*_SIGNED_ONCE, (State.TO_SIGN_MANAGER, Step.SIGN_MANAGER, 6))
_PATHS: dict[State, tuple[tuple[State, Step, int], ...]] = {
    State.DRAFT: (),
    State.ABANDONED: ((State.DRAFT, Step.ABANDON, 1),),
    State.SUBMITTED: _ASKED,
    State.CHANGES_ASKED: (*_ASKED, (State.SUBMITTED, Step.ASK_CHANGES, 1)),
    State.REFUSED: (*_ASKED, (State.SUBMITTED, Step.REFUSE, 1)),
    State.TO_SIGN_EMPLOYEE: _APPROVED,
    State.TO_SIGN_MANAGER: (*_APPROVED, (State.TO_SIGN_EMPLOYEE, Step.SIGN_EMPLOYEE, 2)),
    State.ACTIVE: _SIGNED,
    State.WITHDRAWAL_NOTICE: (*_SIGNED, (State.ACTIVE, Step.GIVE_NOTICE, 160)),
    State.EXPIRED: (*_SIGNED, (State.ACTIVE, Step.EXPIRE, 0)),
    State.REVISED: (*_SIGNED, (State.ACTIVE, Step.REVISE, 0)),
    State.WITHDRAWN: (*_SIGNED, (State.ACTIVE, Step.WITHDRAW_AT_ONCE, 0)),
    State.CLOSED_TRANSFER: (*_SIGNED, (State.ACTIVE, Step.TRANSFER, 0)),
}
_NOTES = {
    Step.ASK_CHANGES: "Indica per ogni attività come sarà misurato il risultato.",
    Step.REFUSE: "Lo sportello ha bisogno di presenza nei giorni richiesti: parliamone insieme.",
    Step.GIVE_NOTICE: "Cambio di organizzazione familiare.",
    Step.WITHDRAW_AT_ONCE: "Esigenze del servizio sopravvenute.",
}
_BY_EMPLOYEE = {Step.SUBMIT, Step.ABANDON, Step.SIGN_EMPLOYEE, Step.GIVE_NOTICE}
_BY_DATE = {Step.EXPIRE, Step.TRANSFER, Step.REVISE}
# Steps at the end of the period rather than some days after the request.
_AT_THE_END = {Step.EXPIRE, Step.TRANSFER, Step.REVISE, Step.WITHDRAW_AT_ONCE}
# Where `_people` keeps somebody of human resources; no id of a person.
HR = 0


def write_agreements(stories: Sequence[Story], programme: Programme) -> list[int]:
    """Write agreements with their history, signatures and evaluations; return their ids."""
    people = _people([story.user_id for story in stories])
    befores = [story.before for story in stories if story.before]
    older = _insert(befores, {}, people)
    newer = _insert(stories, older, people)
    pairs = [(older[story.user_id], story) for story in befores]
    pairs += [(newer[story.user_id], story) for story in stories]
    run = connection().execute
    run(sa.insert(AgreementStep), [line for n, s in pairs for line in _steps(n, s, people)])
    run(sa.insert(Approval), [line for n, s in pairs for line in _approvals(n, s, people)])
    _sign(pairs, people, programme)
    run(sa.insert(Evaluation), [line for n, s in pairs for line in evaluations(n, s, people)])
    run(sa.insert(Acknowledgement), [line for s in stories for line in acknowledgements(s)])
    return [n for n, _story in pairs]


def _people(user_ids: Sequence[int]) -> dict[int, Any]:
    """Return names, offices and managers by person; under HR somebody of human resources."""
    columns = (User.id, User.given_name, User.surname, User.office_id, User.manager_id)
    asked = sa.select(*columns).where(User.id.in_(user_ids))
    found = {row.id: row for row in connection().execute(asked)}
    someone = sa.select(*columns).join(RoleGrant, RoleGrant.user_id == User.id)
    found[HR] = connection().execute(someone.where(RoleGrant.role == Role.HR)).one()
    return found


def _insert(
    stories: Sequence[Story], parents: Mapping[int, int], people: Mapping[int, Any]
) -> dict[int, int]:
    """Write one agreement for each story; return their ids by person."""
    rows = [_agreement(story, parents.get(story.user_id), people) for story in stories]
    ids = connection().execute(sa.insert(Agreement).returning(Agreement.id), rows).scalars()
    by_id = sa.select(Agreement.user_id, Agreement.id).where(Agreement.id.in_(list(ids)))
    return dict(connection().execute(by_id).all())


def _agreement(story: Story, parent: int | None, people: Mapping[int, Any]) -> dict[str, Any]:
    terms, state = story.terms, story.state
    is_signed = state in SIGNED
    asked = moment(story, 0)
    path = _path(story)
    return {
        "user_id": story.user_id,
        "office_id": people[story.user_id].office_id,
        "parent_id": parent,
        "origin": Origin.IMPORT if story.is_from_archive else story.origin,
        "state": state,
        "version": 1 + len(path),
        "terms": write_terms(terms),
        "duration": terms.duration,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "halves_a_month": halves_a_month(terms.pattern),
        "rules_of": asked.date(),
        "approvals_given": sum(step in _APPROVERS for _state, step, _days in path),
        "waiting_since": _when(story, path[-1]) if path and state in OPEN else None,
        "created_at": asked,
        "submitted_at": None if state is State.DRAFT else asked,
        "in_force_from": terms.starts_on if is_signed else None,
        "in_force_until": _last_day(story) if is_signed else None,
        "ended_by": Side.EMPLOYEE if state is State.WITHDRAWAL_NOTICE else None,
        "notice_ends_on": _last_day(story) if state is State.WITHDRAWAL_NOTICE else None,
    }


def _path(story: Story) -> tuple[tuple[State, Step, int], ...]:
    """Return the steps that Vicino knows of."""
    if story.is_from_archive:
        return ()
    return _HALF_APPROVED if story.is_half_approved else _PATHS[story.state]


def _last_day(story: Story) -> date | None:
    """Return the last day in force: notice given ends it before its term."""
    if story.state is State.WITHDRAWAL_NOTICE:
        return clock.today() + timedelta(days=20)
    return story.terms.ends_on


def _when(story: Story, path_step: tuple[State, Step, int]) -> datetime:
    """Return when a step was taken."""
    _state, step, days = path_step
    if step in _AT_THE_END and story.terms.ends_on:
        return clock.at(story.terms.ends_on, time(23, 30))
    return moment(story, days)


def _actor(step: Step, story: Story, people: Mapping[int, Any]) -> int | None:
    """Return who took a step; nobody for those that a date takes."""
    if step in _BY_DATE:
        return None
    if step is Step.APPROVE_LAST:
        return int(people[HR].id)
    return story.user_id if step in _BY_EMPLOYEE else people[story.user_id].manager_id


def _steps(agreement_id: int, story: Story, people: Mapping[int, Any]) -> Iterator[dict[str, Any]]:
    path = _path(story)
    reached = [state for state, _step, _days in path[1:]] + [story.state]
    # A draft has come to its state without a step.
    for one, to_state in zip(path, reached, strict=False):
        yield {
            "agreement_id": agreement_id,
            "at": _when(story, one),
            "actor_id": _actor(one[1], story, people),
            "step": one[1],
            "from_state": one[0],
            "to_state": to_state,
            "note": _NOTES.get(one[1], ""),
        }


_APPROVERS = {Step.APPROVE: Approver.MANAGER, Step.APPROVE_LAST: Approver.HR}
_VERDICTS = {
    Step.APPROVE: Verdict.APPROVED,
    Step.APPROVE_LAST: Verdict.APPROVED,
    Step.ASK_CHANGES: Verdict.CHANGES_ASKED,
    Step.REFUSE: Verdict.REFUSED,
}


def _approvals(
    agreement_id: int, story: Story, people: Mapping[int, Any]
) -> Iterator[dict[str, Any]]:
    for one in _path(story):
        if one[1] in _VERDICTS:
            yield {
                "agreement_id": agreement_id,
                "place": int(one[1] is Step.APPROVE_LAST),
                "approver": _APPROVERS.get(one[1], Approver.MANAGER),
                "decided_by": _actor(one[1], story, people),
                "decided_at": _when(story, one),
                "verdict": _VERDICTS[one[1]],
                "reason": _NOTES.get(one[1], ""),
            }


_SIGNING = {Step.SIGN_EMPLOYEE: Signer.EMPLOYEE, Step.SIGN_MANAGER: Signer.MANAGER}


def _sign(
    pairs: Sequence[tuple[int, Story]], people: Mapping[int, Any], programme: Programme
) -> None:
    """Store the document of each agreement that somebody signed, and the signatures on it."""
    names = _names()
    documents: list[dict[str, Any]] = []
    signatures: list[dict[str, Any]] = []
    for agreement_id, story in pairs:
        signed = [one for one in _path(story) if one[1] in _SIGNING]
        if not signed:
            continue
        content = _content(agreement_id, programme)
        digest = hashlib.sha256(content).hexdigest()
        documents.append(
            {
                "agreement_id": agreement_id,
                "name": f"accordo-{agreement_id}-{len(_APPROVED) + 1}.pdf",
                "media_type": "application/pdf",
                "sha256": digest,
                "content": content,
                "created_at": _when(story, signed[0]),
                "created_by": story.user_id,
            }
        )
        for one in signed:
            signer = _actor(one[1], story, people)
            signatures.append(
                {
                    "agreement_id": agreement_id,
                    "signer": _SIGNING[one[1]],
                    "user_id": signer,
                    "name": names[signer],
                    "at": _when(story, one),
                    "sha256": digest,
                }
            )
    run = connection().execute
    run(sa.insert(Document), documents)
    ids = dict(run(sa.select(Document.agreement_id, Document.id)).all())
    rows = [one | {"document_id": ids[one["agreement_id"]]} for one in signatures]
    run(sa.insert(Signature), rows)


def _names() -> dict[int | None, str]:
    rows = connection().execute(sa.select(User.id, User.given_name, User.surname))
    return {row.id: f"{row.given_name} {row.surname}" for row in rows}


def _content(agreement_id: int, programme: Programme) -> bytes:
    facts = find_agreement(agreement_id)
    assert facts is not None
    return agreement_pdf(facts, programme, on_paper(facts.user_id, clock.today()))
