import io

import pytest
from PIL import Image

from app.auth.models import Role
from app.booking.queries.rooms import rooms_of
from tests.support.browser import words
from tests.support.factories import make_user, make_workplace
from tests.support.town import one

PLAN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 600" onload="alert(1)">'
    '<script>alert(1)</script><rect width="1200" height="600" fill="none"/></svg>'
)
DESKS = "/workplaces/LARGA/desks?day=2026-03-03"


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", 4)


@pytest.fixture
def manager(larga, browser):
    return browser.sign_in(make_user(None, Role.FACILITY_MANAGER))


@pytest.fixture
def address(larga):
    return f"/places/LARGA/rooms/{rooms_of(larga.id)[0].id}"


def send(browser, address, content, name="pianta.svg", width="9"):
    content = content.encode() if isinstance(content, str) else content
    values = {"file": (io.BytesIO(content), name), "plan_width_m": width}
    return browser.post(f"{address}/plan", values)


def send_large(browser, address, size):
    """Send a file whose form is made by hand: the test client leaves large ones open."""
    head = (
        f'--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{browser.token()}\r\n'
        '--edge\r\nContent-Disposition: form-data; name="plan_width_m"\r\n\r\n9\r\n'
        '--edge\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n'
    )
    body = head.encode() + b"x" * size + b"\r\n--edge--\r\n"
    return browser.post_body(f"{address}/plan", body, "multipart/form-data; boundary=edge")


def picture(page):
    return next(e.get("href") for e in page.tree.iter() if e.tag.endswith("}image"))


def problems(page):
    return " ".join(
        words(e) for e in one(page, "div", id="error-summary").iter() if e.tag.endswith("}li")
    )


def test_a_plan_is_cleaned_and_lies_under_the_desks(manager, address):
    page = manager.follow(send(manager, address, PLAN))
    assert "The plan lies under the desks." in page
    assert "This was left out of the drawing: scripts." in page
    assert "9 × 4.5 m" in page  # noqa: RUF001
    assert "1 desk stood outside and has been brought in" in page
    served = manager.get(picture(page))
    assert served.status == 200
    assert "alert" not in served.text
    assert served.headers["Content-Type"] == "image/svg+xml"
    assert served.headers["Content-Security-Policy"].endswith("; sandbox")
    assert "default-src 'none'" in served.headers["Content-Security-Policy"]
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in served.headers["Cache-Control"]
    assert "private" in served.headers["Cache-Control"]


def test_employees_choose_their_desk_on_the_plan(manager, address, browser):
    send(manager, address, PLAN)
    browser.sign_in(make_user())
    page = browser.get(DESKS)
    assert browser.get(picture(page)).status == 200
    plan = next(e for e in page.tree.iter() if "v-plan-placed" in (e.get("class") or ""))
    assert plan.get("viewbox") == "0 0 916 502" or plan.get("viewBox") == "0 0 916 502"
    assert browser.get(picture(page)[:-1]).status == 404


def test_without_a_plan_the_page_is_as_it_was(manager):
    page = manager.get(DESKS)
    assert [e for e in page.tree.iter() if e.tag.endswith("}image")] == []
    assert not [e for e in page.tree.iter() if "v-plan-placed" in (e.get("class") or "")]


def test_a_photograph_is_painted_anew(manager, address):
    out = io.BytesIO()
    Image.new("RGB", (600, 300), "red").save(out, "JPEG")
    page = manager.follow(send(manager, address, out.getvalue(), "pianta.jpg"))
    assert manager.get(picture(page)).headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "width", "said"),
    [
        ("", "9", "This file is empty"),
        ("hello", "9", "Choose an SVG, PNG, JPEG or PDF file"),
        ("<svg", "9", "cannot be opened"),
        (PLAN, "", "Write metres, such as 8"),
        (PLAN, "0", "Write a number from 1 to 100"),
        (PLAN, "wide", "Write a number from 1 to 100"),
        (PLAN, "1", "is too small"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg"/>', "9",
         "Save it as plain SVG, or as PNG"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_shown_is_refused_with_what_to_do(
    manager, address, larga, content, width, said
):
    page = send(manager, address, content, width=width)
    assert page.status == 422
    assert said in problems(page)
    assert not rooms_of(larga.id)[0].has_picture


def test_no_file_is_no_plan(manager, address):
    page = manager.post(f"{address}/plan", {"plan_width_m": "9"})
    assert "Choose a file." in problems(page)


def test_a_plan_of_fifty_megabytes_is_answered_with_a_sentence(manager, address):
    page = send_large(manager, address, 10 * 1024**2 + 1)
    assert page.status == 422
    assert "larger than 10 MB" in problems(page)
    page = send_large(manager, address, 50 * 1024**2)
    assert page.status == 413
    assert page.heading


def test_a_plan_is_taken_away(manager, address):
    page = manager.follow(send(manager, address, PLAN))
    old = picture(page)
    page = manager.follow(manager.post(f"{address}/plan/remove"))
    assert "The plan is gone." in page
    assert manager.get(old).status == 404
    # The room keeps the size that it was given.
    assert [e for e in manager.get(DESKS).tree.iter() if "v-plan-placed" in (e.get("class") or "")]
