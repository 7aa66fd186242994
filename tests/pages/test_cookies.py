from app import create_app
from tests.support.browser import Page

NOWHERE = "postgresql://nobody:x@127.0.0.1:1/nothing"


def test_cookies_are_closed_to_scripts_and_other_sites():
    for local, name in ((True, "vicino"), (False, "__Host-vicino")):
        environ = {"SECRET_KEY": "tests" * 8, "DATABASE_URL": NOWHERE} | (
            {"LOCAL": "1"} if local else {}
        )
        client = create_app({}, environ).test_client()
        base = "http://localhost" if local else "https://vicino.example.it"
        cookie = client.get("/sign-in", base_url=base).headers["Set-Cookie"]
        assert cookie.startswith(f"{name}=")
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert ("Secure" in cookie) is not local
        token = _token(client, base)
        language = client.post(
            "/language",
            data={"locale": "en", "csrf_token": token},
            base_url=base,
            headers={"Referer": base + "/help"},
        )
        chosen = [c for c in language.headers.getlist("Set-Cookie") if "language=" in c]
        assert ("Secure" in chosen[0]) is not local


def _token(client, base):
    page = Page(client.get("/sign-in", base_url=base))
    return next(i.get("value") for i in page.all("input") if i.get("name") == "csrf_token")


def test_only_known_proxies_are_believed_about_the_address():
    environ = {"SECRET_KEY": "tests", "LOCAL": "1", "DATABASE_URL": NOWHERE}
    headers = {"X-Forwarded-For": "192.0.2.9", "X-Forwarded-Proto": "https"}
    for proxies, secure in (("0", False), ("1", True)):
        app = create_app({}, environ | {"TRUSTED_PROXIES": proxies})
        response = app.test_client().get("/help", headers=headers)
        assert ("Strict-Transport-Security" in response.headers) is secure
