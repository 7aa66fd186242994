"""An address as a code that phones read: a drawing of squares, without style of its own."""

import segno
from markupsafe import Markup, escape

# White squares around it, without which many phones do not find it (ISO/IEC 18004 asks for 4).
QUIET_ZONE = 4


def qr_code(address: str, label: str) -> Markup:
    """Return the code as SVG; `label` says in words where it leads, for who sees no picture."""
    drawn = segno.make_qr(address, error="m").svg_inline(
        border=QUIET_ZONE, omitsize=True, svgclass="v-qr", lineclass=None, light="#fff"
    )
    spoken = f'<svg role="img" aria-label="{escape(label)}" '
    return Markup(drawn.replace("<svg ", spoken, 1))  # noqa: S704 - segno's own squares
