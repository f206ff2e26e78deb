"""Published figures against what the application computes.

Source: domain 1.7: "60余" means at least 60; assert only the published bound.
"""

from decimal import Decimal

from reports.choices import Bound, FigureStatus

ABOUT_PERCENT = Decimal(5)  # 近7000: at most five per cent away


def compare(
    published: Decimal | int,
    bound: Bound,
    computed: Decimal | int | None,
    *,
    tolerance_percent: Decimal = ABOUT_PERCENT,
) -> FigureStatus:
    """Tell whether a computed figure holds against a published one; None is not computed yet.

    Args:
        published: the figure as printed, "60余" as 60.
        bound: how it is meant.
        computed: what the application's own query answers.
        tolerance_percent: how far an "about" may be away, in per cent of the published figure; the edge holds.
    """
    if computed is None:
        return FigureStatus.NOT_YET
    found, wanted = Decimal(computed), Decimal(published)
    holds = {
        Bound.EXACT: found == wanted,
        Bound.AT_LEAST: found >= wanted,
        Bound.ABOUT: abs(found - wanted) * 100 <= tolerance_percent * abs(wanted),
    }[bound]
    return FigureStatus.HOLDS if holds else FigureStatus.DIFFERS


SIGNS = {Bound.EXACT: "=", Bound.AT_LEAST: "≥", Bound.ABOUT: "≈"}


def shown(published: Decimal | int, bound: Bound) -> str:
    """Return a published figure with its sign, as a list prints it: ≥ 60, = 98, ≈ 7000."""
    return f"{SIGNS[bound]} {published}"
