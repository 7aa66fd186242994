"""CSRF, response headers, the content security policy, and where a redirect may lead."""

from urllib.parse import urlsplit

from flask import Flask, current_app, g, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

csrf = CSRFProtect()

# Nothing inline, nothing from elsewhere: a planted script finds nowhere to run.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = 365 * 24 * 3600
LONGEST_PATH = 2000


def init_app(app: Flask) -> None:
    """Install CSRF protection everywhere, the headers, and trust in known proxies only."""
    csrf.init_app(app)
    app.after_request(_add_headers)
    if proxies := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )


def _add_headers(response: Response) -> Response:
    """Set what every answer carries; a view that set its own keeps it."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    # People share machines at a counter: no page stays in a cache unchecked, and what a
    # signed-in person sees is not kept at all, or the back button would bring it from memory.
    is_personal = g.get("_me") and response.mimetype == "text/html" and not response.get_etag()[0]
    response.headers.setdefault("Cache-Control", "no-store" if is_personal else "private, no-cache")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    return response


def is_local(target: str) -> bool:
    r"""Return True for a path on this very site, whatever a browser makes of odd characters.

    Browsers read a backslash as a slash and skip control characters, so that
    `/\evil` and `/<tab>/evil` lead away like `//evil`.
    """
    if not target.startswith("/") or target.startswith("//") or len(target) > LONGEST_PATH:
        return False
    return "\\" not in target and target.isprintable()


def page_here(target: str | None) -> str | None:
    """Return the address if it is one of our own pages that a GET opens, else None."""
    if not target or not is_local(target):
        return None
    try:
        current_app.create_url_adapter(request).match(  # type: ignore[union-attr]
            urlsplit(target).path, method="GET"
        )
    except HTTPException:
        return None
    return target


def came_from() -> str | None:
    """Return the page of ours on which the person pressed the button, if the browser says so."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:
        return None
    if parts.netloc != request.host or not parts.path.startswith(request.script_root):
        return None
    path = parts.path.removeprefix(request.script_root)
    return page_here(f"{path}?{parts.query}" if parts.query else path)
