"""What axe-core finds wrong with a page, one line for each element."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# WCAG 2.1 level AA, which EN 301 549 and L. 4/2004 ask for. Nothing of ours is on another site.
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
    "preload": False,
}
# Only what is wrong comes back: a whole report has megabytes.
RUN = """(options) => axe.run(options).then(({ violations }) => violations.flatMap(
  (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)} ${node.target}`)
))"""


def violations(page: Page) -> list[str]:
    """Return each broken rule with the element that breaks it; none means a good page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN, OPTIONS)
    return found
