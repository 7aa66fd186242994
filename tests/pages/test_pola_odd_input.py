"""Odd numbers, words and file names: no fault, no header, no script, no planted document."""

from datetime import date
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.core.db import db
from app.core.half import Half
from app.pola.models import Document
from app.pola.queries.documents import documents_of, signatures_of
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.states import State
from tests.pages.test_pola_signing import SIGNED_PDF, fingerprint, upload
from tests.support.agreements import (
    a_manager_of,
    acknowledge_notices,
    make_agreement,
)
from tests.support.factories import make_office, make_user
from tests.support.plans import a_plan

THURSDAY = date(2026, 3, 5)


@pytest.fixture
def office(app):
    return make_office()


@pytest.fixture
def sofia(office):
    sofia = make_user(office_id=office.id, given_name="Sofia", is_remote_capable=True)
    acknowledge_notices(sofia)
    return sofia


@pytest.fixture
def claudia(sofia):
    return a_manager_of(sofia, given_name="Claudia", surname="Gentile")


def test_a_number_beyond_all_numbers_is_not_found(app, browser):
    browser.sign_in(make_user(None, Role.HR))
    for rule in app.url_map.iter_rules():
        numbers = {n for n in rule.arguments if n.endswith("_id")}
        if not numbers or numbers != rule.arguments:
            continue
        for number in (2**31, 10**20, "9" * 1500, "٣"):
            address = rule.rule
            for name in numbers:
                address = address.replace(f"<int:{name}>", str(number))
            ask = browser.get if "GET" in rule.methods else browser.post
            # 405: a page of another method has such an address.
            assert ask(address).status in {404, 405}, address


@pytest.mark.parametrize(
    "address",
    [
        "/inbox?from={}",
        "/inbox?office={}",
        "/inbox?from={}&pick=clean",
        "/inbox/approval?id={}&id=1",
        "/agreement?from={}",
        "/agreements?from={}",
        "/people?q=a&from={}",
        "/people?q={}",
        "/agreements?name={}",
        "/weeks?from={}&swap={}",
    ],
)
@pytest.mark.parametrize("odd", ["-1", "9" * 20, "9" * 5000, "٣", "%00", "a%00b", "1e9", ""])
def test_an_odd_query_is_no_fault(browser, office, address, odd):
    browser.sign_in(make_user(None, Role.HR))
    assert browser.get(address.format(odd, odd)).status in {200, 303}


def test_a_file_with_the_name_of_our_document_does_not_take_its_place(browser, app, sofia, claudia):
    agreement = make_agreement(sofia, State.TO_SIGN_EMPLOYEE)
    browser.sign_in(claudia)
    for version in range(1, 6):
        name = f"accordo-{agreement.id}-{version}.pdf"
        content = SIGNED_PDF + name.encode()
        upload(browser, f"/agreement/{agreement.id}/files", "file", content, name)
    planted = {document.sha256 for document in documents_of(agreement.id)}
    assert planted
    browser.post("/sign-out")
    page = browser.sign_in(sofia).get(f"/agreement/{agreement.id}/sign")
    assert fingerprint(page) not in planted
    for sha256 in planted:
        assert browser.post(f"/agreement/{agreement.id}/sign", {"sha256": sha256}).status == 422
    assert not signatures_of(agreement.id)


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nSet-Cookie: x=1.pdf",
        'a";x="y.pdf',
        "../../etc/passwd",
        "c:\\x\\y.p7m",
        "è😀.pdf",
        "x" * 400,
    ],
)
def test_a_files_name_writes_no_header(browser, sofia, claudia, name):
    agreement = make_agreement(sofia, State.TO_SIGN_EMPLOYEE)
    browser.sign_in(sofia)
    body = (
        (
            f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{browser.token()}\r\n'
            '--b\r\nContent-Disposition: form-data; name="file"; '
            f"filename*=utf-8''{quote(name)}\r\n\r\n"
        ).encode()
        + SIGNED_PDF
        + b"\r\n--b--\r\n"
    )
    url = f"/agreement/{agreement.id}/files"
    page = browser.post_body(url, body, "multipart/form-data; boundary=b")
    assert page.status == 303
    document = db.session.scalars(sa.select(Document).order_by(Document.id.desc())).first()
    assert "/" not in document.name
    assert document.name.isprintable()
    file = browser.get(f"/documents/{document.id}")
    assert file.status == 200
    assert "Set-Cookie" not in file.headers or "x=1" not in file.headers["Set-Cookie"]
    assert file.headers["Content-Disposition"].startswith("attachment;")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("odd", ["\0", "a\0b", "<script>alert(1)</script>", "x" * 5000, " "])
def test_an_odd_reason_breaks_nothing_and_runs_nothing(browser, sofia, claudia, odd):
    a_plan(sofia, THURSDAY, Half.AM, DayKind.AGILE_HOME, PlanSource.AGREEMENT)
    request = make_agreement(sofia, State.SUBMITTED)
    browser.sign_in(claudia)
    form = {"person": sofia.id, "day": "2026-03-05", "part": "am", "reason": odd}
    assert browser.post("/team/recalls", form).status in {303, 422}
    assert browser.post(f"/inbox/{request.id}/refuse", {"reason": odd}).status in {303, 422}
    browser.post("/sign-out")
    page = browser.sign_in(sofia).get("/agreement")
    assert "<script>alert" not in page.text


# The address of a link in a mail is its token.
SIGNED = {"booking.give_answer"}


def test_no_form_is_taken_without_its_token(app, browser):
    browser.sign_in(make_user(None, Role.HR))
    tried = 0
    for rule in app.url_map.iter_rules():
        is_ours = rule.endpoint.startswith(("pola.", "booking."))
        if "POST" in rule.methods and is_ours and rule.endpoint not in SIGNED:
            address = app.url_map.bind("localhost").build(
                rule.endpoint, dict.fromkeys(rule.arguments, 1), "POST"
            )
            answer = browser._send("POST", address, data={"reason": "x"})
            assert answer.status_code == 400, address
            tried += 1
    assert tried > 40
