"""How much waits for a person, over every app's registry; counted in one statement."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from access import policy
from access.principals import Principal
from access.registries import Waiting, WorkItem, work_items


def items_of(by: Principal) -> list[WorkItem]:
    """Return the lines that concern a principal."""
    return [item for item in work_items.items() if _concerns(item, by)]


def _concerns(item: WorkItem, by: Principal) -> bool:
    asks = policy.can_by_place if item.by_place else policy.can
    return asks(by, item.perm)


def numbers(items: Iterable[WorkItem], by: Principal) -> dict[str, tuple[int, int]]:
    """Return by key how many rows wait, and how many of them are overdue."""
    told = {item.key: (item, item.waiting(by)) for item in items}
    asked: dict[tuple[str, str], Any] = {}
    for key, (item, answer) in told.items():
        if isinstance(answer, Waiting):
            asked[key, "rows"] = (answer.rows, item.most)
            if answer.overdue is not None and answer.overdue is not answer.rows:
                asked[key, "overdue"] = (answer.overdue, item.most)
    counted = _counted(asked)
    return {key: _pair(key, answer, counted) for key, (_item, answer) in told.items()}


def _pair(key: str, answer: Waiting | tuple[int, int], counted: dict[tuple[str, str], int]) -> tuple[int, int]:
    if not isinstance(answer, Waiting):
        return answer
    number = counted[key, "rows"]
    return number, number if answer.overdue is answer.rows else counted.get((key, "overdue"), 0)


def _counted(asked: dict[tuple[str, str], Any]) -> dict[tuple[str, str], int]:
    found, parts, params = dict.fromkeys(asked, 0), [], []
    for number, (rows, most) in enumerate(asked.values()):
        try:
            sql, values = rows.values("pk")[:most].statement()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {number}, count(*) FROM ({sql}) AS rows_{number}")
        params += values
    if parts:
        keys = list(asked)
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            found |= {keys[number]: counted for number, counted in cursor}
    return found
