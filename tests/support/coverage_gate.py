"""Fail unless rules and services are tested whole, and the rest nearly so."""

import sys

import coverage

ALL, WHOLE = 95, 100
DECIDES = ["app/*/rules.py", "app/*/rules/*", "app/*/services/*"]


def main() -> int:
    """Print the report of the combined run; return 1 when a gate is missed."""
    measured = coverage.Coverage()
    measured.load()
    everything = measured.report(skip_covered=True)
    deciding = measured.report(include=DECIDES, skip_covered=True)
    print(f"all {everything:.1f} % (at least {ALL}), rules and services {deciding:.1f} % ({WHOLE})")
    return int(everything < ALL or round(deciding, 1) < WHOLE)


if __name__ == "__main__":
    sys.exit(main())
