"""An agreement from the first request to both signatures, by three people in three browsers."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.stage import PHONE, WIDE
from tests.support.people import EMPLOYEE, sign_in

MANAGER, HR = "responsabile@vicino.example", "hr@vicino.example"
REQUEST = re.compile(r"/agreement/(\d+)/request")


def press_main(page: Page) -> None:
    page.locator("main form .btn-primary[type=submit]").last.click()


def write_a_change(page: Page) -> str:
    """Ask for a change of the agreement in three pages; return the request's number."""
    page.goto("/agreement")
    page.locator("form:has([name=origin][value=revision]) button").click()
    page.wait_for_url(REQUEST)
    found = REQUEST.search(page.url)
    assert found
    press_main(page)
    page.wait_for_url("**/content")
    press_main(page)
    page.wait_for_url("**/clauses")
    for box in page.locator("main input[type=checkbox][name^=read_]").all():
        box.check()
    press_main(page)
    page.wait_for_url("**/agreement")
    return found[1]


def approve(page: Page, number: str) -> None:
    page.goto("/inbox")
    page.locator(f"form[action='/inbox/{number}/approve'] button").click()
    expect(page.locator("form[action='/inbox/undo']")).to_be_visible()


def sign(page: Page, number: str) -> None:
    page.goto(f"/agreement/{number}/sign")
    press_main(page)
    page.wait_for_url(f"**/agreement/{number}/signed")


def test_an_agreement_is_asked_for_approved_and_signed_by_both(open_page, server):
    employee = sign_in(open_page(PHONE), EMPLOYEE)
    number = write_a_change(employee)
    manager = sign_in(open_page(WIDE), MANAGER)
    approve(manager, number)
    approve(sign_in(open_page(WIDE), HR), number)
    sign(employee, number)
    sign(manager, number)
    ((state, parent),) = server.ask(
        "SELECT a.state, p.state FROM agreements a JOIN agreements p ON p.id = a.parent_id"
        " WHERE a.id = ?",
        number,
    )
    assert (state, parent) == ("active", "revised")
    with employee.expect_download() as download:
        employee.goto("/agreement")
        employee.locator("a[href^='/documents/']").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_clean_requests_are_approved_together_with_three_clicks(open_page, server):
    page = sign_in(open_page(), HR)
    page.goto("/inbox")
    page.locator("a[href*='clean']").first.click()
    chosen = page.locator("main input[type=checkbox]:checked").count()
    assert chosen > 1
    page.locator("button[form], main form button.btn-primary").first.click()
    expect(page.locator("h1")).to_contain_text(str(chosen))
    press_main(page)
    expect(page.locator("form[action='/inbox/undo']")).to_be_visible()
    ((approved,),) = server.ask(
        "SELECT count(*) FROM approvals WHERE verdict = 'approved'"
        " AND decided_at > datetime('now', '-1 minute') AND approver = 'hr'"
    )
    assert approved >= chosen
    page.locator("form[action='/inbox/undo'] button").click()
    expect(page.locator("form[action='/inbox/undo']")).to_have_count(0)
