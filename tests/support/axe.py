"""What axe-core finds wrong with a page, one line for each element."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# WCAG 2.1 level AA, which EN 301 549 and L. 4/2004 ask for.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}
_axe = Axe()


def violations(page: Page) -> list[str]:
    """Return each broken rule with the element that breaks it; none means a good page."""
    found = _axe.run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} {' '.join(map(str, node['target']))}"
        for rule in found
        for node in rule["nodes"]
    ]
