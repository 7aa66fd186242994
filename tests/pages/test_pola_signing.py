"""Signing: what is signed, by whom, and what happens next."""

import io

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart

from app.core.db import db, transaction
from app.pola.models import Agreement, Document
from app.pola.queries.agreements import find_agreement
from app.pola.queries.documents import documents_of, signatures_of
from app.pola.rules.files import MOST_BYTES
from app.pola.rules.routes import Signer
from app.pola.rules.states import State
from tests.support.agreements import a_manager_of, acknowledge_notices, make_agreement
from tests.support.factories import make_office, make_user

SIGNED_PDF = b"%PDF-1.7\n/ByteRange [0 10 20 30]\n%%EOF"


@pytest.fixture
def sofia(app):
    sofia = make_user(office_id=make_office().id, given_name="Sofia", is_remote_capable=True)
    acknowledge_notices(sofia)
    return sofia


@pytest.fixture
def claudia(sofia):
    return a_manager_of(sofia, given_name="Claudia", surname="Gentile")


@pytest.fixture
def agreement(sofia, claudia):
    return make_agreement(sofia, State.TO_SIGN_EMPLOYEE)


def address(agreement, page="sign"):
    return f"/agreement/{agreement.id}/{page}"


def fingerprint(page):
    [field] = [f for f in page.all("input") if f.get("name") == "sha256"]
    return field.get("value")


def sign(browser, agreement):
    shown = browser.get(address(agreement))
    return browser.post(address(agreement), {"sha256": fingerprint(shown)})


def upload(browser, url, field, content, name="accordo.pdf.p7m"):
    """Send a file as a browser does, its body in memory."""
    values = MultiDict(
        {"csrf_token": browser.token(), field: FileStorage(io.BytesIO(content), name)}
    )
    body, _length, boundary = stream_encode_multipart(values, use_tempfile=False)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.post_body(url, body.read(), kind)


def attach(browser, agreement, content):
    return upload(browser, address(agreement, "files"), "file", content)


def test_both_sign_the_same_document_and_are_told_what_comes_next(
    browser, sofia, claudia, agreement
):
    page = browser.sign_in(sofia).get(address(agreement))
    assert page.heading == "Sign your agreement"
    [document] = documents_of(agreement.id)
    assert fingerprint(page) == document.sha256
    assert document.sha256 in page
    assert f"/documents/{document.id}" in page.text
    assert "in the quality of: employee" in page
    page = browser.follow(sign(browser, agreement))
    assert page.heading == "You have signed"
    assert "Your manager reads the same document and signs." in page
    browser.post("/sign-out")
    page = browser.sign_in(claudia).get(address(agreement))
    assert page.heading.startswith("Sign the agreement of Sofia")
    assert "in the quality of: manager" in page
    assert fingerprint(page) == document.sha256
    page = browser.follow(sign(browser, agreement))
    assert page.heading == "The agreement is signed by both"
    assert "It holds from Monday 2 March on." in page
    assert "Human resources tell the Ministry by Monday 20 April." in page
    assert find_agreement(agreement.id).state is State.ACTIVE


def test_a_document_that_changed_is_not_signed(browser, sofia, agreement):
    browser.sign_in(sofia).get(address(agreement))
    page = browser.post(address(agreement), {"sha256": "0" * 64})
    assert page.status == 422
    assert "This is not the document that you saw." in page
    assert not signatures_of(agreement.id)


def test_who_waits_for_the_other_sees_the_signatures(browser, sofia, claudia, agreement):
    browser.sign_in(claudia)
    page = browser.get(address(agreement))
    assert page.heading.startswith("Signatures of the agreement of Sofia")
    assert "not signed yet" in page
    assert "Sign the agreement" not in {"".join(b.itertext()) for b in page.all("button")}
    assert browser.get(address(agreement, "signed")).location == address(agreement)


def test_there_is_nothing_to_sign_before_it_is_approved(browser, sofia, claudia):
    agreement = make_agreement(sofia, State.SUBMITTED)
    page = browser.sign_in(sofia).get(address(agreement))
    assert page.location == "/agreement"
    browser.post("/sign-out")
    page = browser.sign_in(claudia).get(address(agreement))
    assert page.location == "/inbox"
    page = browser.post(address(agreement), {"sha256": "0" * 64})
    assert page.status == 303
    assert find_agreement(agreement.id).state is State.SUBMITTED


def test_a_deputy_signs_for_the_manager(browser, sofia, claudia, agreement):
    sign(browser.sign_in(sofia), agreement)
    browser.post("/sign-out")
    sign(browser.sign_in(claudia), agreement)
    assert signatures_of(agreement.id)[Signer.MANAGER].name.startswith("Claudia")


def test_a_file_signed_elsewhere_is_kept(browser, sofia, agreement):
    browser.sign_in(sofia).get(address(agreement))
    page = attach(browser, agreement, SIGNED_PDF)
    assert "The file is kept beside the agreement." in browser.follow(page)
    assert "accordo.pdf.p7m" in browser.get(address(agreement))


def test_a_file_of_nine_megabytes_is_kept(browser, sofia, agreement):
    content = SIGNED_PDF.ljust(9 * 1024 * 1024, b"-")
    assert attach(browser.sign_in(sofia), agreement, content).status == 303
    with transaction():
        sizes = [len(one.content) for one in db.session.query(Document)]
    assert max(sizes) == len(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7 nobody signed", "The file carries no digital signature"),
        (SIGNED_PDF.ljust(MOST_BYTES + 1), "The file is too large: 10 MB at most."),
    ],
)
def test_a_file_that_is_no_signed_one_is_told_beside_its_field(
    browser, sofia, agreement, content, words
):
    page = attach(browser.sign_in(sofia), agreement, content)
    assert page.status == 422
    assert words in page
    assert "#file" in {a.get("href") for a in page.all("a")}


def test_far_too_large_a_file_is_not_even_read(browser, sofia, agreement):
    page = attach(browser.sign_in(sofia), agreement, b"x" * (MOST_BYTES + 100 * 1024))
    assert page.status == 413


def test_no_other_form_admits_a_large_file(browser, sofia, agreement):
    content = b"x" * 2 * 1024 * 1024
    page = upload(browser.sign_in(sofia), address(agreement), "sha256", content)
    assert page.status == 413


def test_a_file_is_wanted(browser, sofia, agreement):
    page = browser.sign_in(sofia).post(address(agreement, "files"), {})
    assert page.status == 422
    assert "Choose a file." in page


@pytest.mark.parametrize("page", ["sign", "signed"])
def test_somebody_elses_document_is_not_there(browser, agreement, page):
    browser.sign_in(make_user())
    assert browser.get(address(agreement, page)).status == 404
    assert browser.get(f"/agreement/999/{page}").status == 404


def test_a_stranger_neither_signs_nor_attaches(browser, agreement):
    browser.sign_in(make_user())
    assert browser.post(address(agreement), {"sha256": "0" * 64}).status == 404
    assert attach(browser, agreement, SIGNED_PDF).status == 404
    assert db.session.get(Agreement, agreement.id).state is State.TO_SIGN_EMPLOYEE
