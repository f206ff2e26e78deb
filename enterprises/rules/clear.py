"""The clear ledger (五个清): which items a scheme has, and how each light of a unit stands.

Source: source 004 Q5 "五个清" (its items are printed nowhere); design 11.1 and domain 3.4: the working default is operation, staff,
members, investor, organization, and every district may publish its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from access.outcome import N_
from enterprises.choices import Light

MOST_ITEMS, MOST_DAYS, MOST_LABEL = 8, 3650, 20


@dataclass(frozen=True)
class Item:
    """One light: what must be known (codes of checks), and within how many days somebody must have confirmed it (0: any time)."""

    key: str
    label: str
    checks: tuple[str, ...]
    most_days: int = 0


DEFAULT: tuple[Item, ...] = (
    Item("operation", N_("经营运行情况清"), ("status", "industry", "address"), 365),
    Item("staff", N_("职工队伍情况清"), ("staff",), 365),
    Item("members", N_("党员队伍情况清"), ("members",), 365),
    Item("investor", N_("出资人情况清"), ("investor", "phone")),
    Item("organization", N_("党组织情况清"), ("organization",)),
)


def items_from_data(data: Any, known: Iterable[str]) -> tuple[Item, ...]:
    """Read a scheme's items.

    Args:
        data: a list of mappings with ``key``, ``label``, ``checks`` and ``most_days``.
        known: codes of the checks that exist.

    Raises:
        ValueError: no items or too many, a key twice, a label missing, no check or an unknown one, days out of range.
        TypeError: not a list of mappings, or an unknown part.
    """
    allowed = set(known)
    items = tuple(Item(**(part | {"checks": tuple(part["checks"])})) for part in data)
    keys = [item.key for item in items]
    if not 1 <= len(items) <= MOST_ITEMS or len(set(keys)) != len(keys):
        raise ValueError("items")
    for item in items:
        if (
            not item.key
            or not 1 <= len(item.label.strip()) <= MOST_LABEL
            or not item.checks
            or set(item.checks) - allowed
        ):
            raise ValueError(item.key)
        if not 0 <= item.most_days <= MOST_DAYS:
            raise ValueError(item.key)
    return items


def item_to_data(item: Item) -> dict[str, Any]:
    """Return an item as it is stored."""
    return {"key": item.key, "label": item.label, "checks": list(item.checks), "most_days": item.most_days}


def light(item: Item, holds: Mapping[str, bool], confirmed_on: date | None, on: date) -> Light:
    """Return how one light stands on a day.

    Args:
        item: the light.
        holds: what is known, by code of check; a check that nobody answers counts as not known.
        confirmed_on: when somebody last visited the unit and found somebody to ask, or last wrote a fact of it.
        on: the day asked about.
    """
    if not all(holds.get(code, False) for code in item.checks):
        return Light.OFF
    oldest = oldest_of(item, on)
    return Light.ON if oldest is None or (confirmed_on is not None and confirmed_on >= oldest) else Light.PART


def oldest_of(item: Item, on: date) -> date | None:
    """Return the first day that is fresh enough, None when any is."""
    return on - timedelta(days=item.most_days) if item.most_days else None


def missing(item: Item, holds: Mapping[str, bool]) -> list[str]:
    """Return the checks of an item that do not hold."""
    return [code for code in item.checks if not holds.get(code, False)]
