"""Figures: how many of how many, for any definition, area, day and instant; and the very rows behind them.

A figure and its rows are cut from the same SQL (:mod:`reports.queries.state`), so they cannot differ. Figures are aggregates and are
counted by the system; who may ask for which area is decided by :func:`frame`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from access import policy
from access.models import Area
from access.outcome import Rate
from access.principals import Place, Principal, system_scope
from reports.choices import Counted
from reports.models import IndicatorDefinition
from reports.queries.state import DAYS, Moments, flag_sql, org_source, unit_source
from reports.rules.indicators import Condition, Spec

PERMISSION = "reports.view_figure"


@dataclass(frozen=True)
class Frame:
    """Where figures are counted: a subtree, and for principals of industry lines only those lines ("" for all)."""

    path: str
    lines: tuple[str, ...] = ()

    def params(self) -> dict[str, Any]:
        """Parameters of the frame's conditions."""
        return {
            "low": self.path,
            "high": self.path[:-1] + "/",
            "lines": list(self.lines),
            "depth": self.path.count(".") + 1,
        }

    def where(self) -> str:
        """Return the condition on ``av`` and ``il``."""
        condition = "av.path >= %(low)s AND av.path < %(high)s"
        return condition + " AND il.code = ANY(%(lines)s)" if self.lines else condition


def frame(by: Principal, area: Area) -> Frame:
    """Return the frame in which a principal may count an area.

    Raises:
        Denied: neither the whole area nor a line of it is theirs.
    """
    if by.is_system or policy.can_on(by, PERMISSION, Place(area.path)):
        return Frame(area.path)
    scopes = by.scopes(policy.roles_with(PERMISSION))
    lines = tuple(sorted({scope.line for scope in scopes if scope.line and area.path.startswith(scope.path)}))
    if not lines:
        raise policy.Denied(PERMISSION, target=area)
    return Frame(area.path, lines)


@dataclass(frozen=True)
class Figure:
    """A definition's answer: a share of counts, or a count alone."""

    definition: IndicatorDefinition
    on: date
    part: int
    whole: int

    @property
    def rate(self) -> Rate:
        """The share as two counts."""
        return Rate(self.part, self.whole)

    @property
    def is_count(self) -> bool:
        """Whether only the number matters."""
        return self.definition.measure == "count"


def _flags(definition: IndicatorDefinition) -> list[str]:
    return [flag for group in [*definition.numerator, *definition.denominator] for flag in group]


def _condition(groups: Sequence[Sequence[str]], moments: Moments) -> str:
    return (
        " AND ".join("(" + " OR ".join(flag_sql(flag, moments) for flag in group) + ")" for group in groups) or "true"
    )


def _source(definitions: Sequence[IndicatorDefinition], moments: Moments, place: Frame) -> str:
    if definitions[0].counted == Counted.ORGANIZATIONS:
        return org_source()
    return unit_source({flag for d in definitions for flag in _flags(d)}, moments, by_line=bool(place.lines))


def _counts(definitions: Sequence[IndicatorDefinition], moments: Moments) -> str:
    columns = []
    for number, definition in enumerate(definitions):
        whole = _condition(definition.denominator, moments)
        part = _condition([*definition.denominator, *definition.numerator], moments)
        columns += [
            f"count(*) FILTER (WHERE {part}) AS part_{number}",
            f"count(*) FILTER (WHERE {whole}) AS whole_{number}",
        ]
    return ", ".join(columns)


def _select(
    definitions: Sequence[IndicatorDefinition], moments: Moments, place: Frame, group: str
) -> list[tuple[Any, ...]]:
    sql = (
        f"{DAYS} SELECT day.d, {group}, {_counts(definitions, moments)} {_source(definitions, moments, place)}"
        f" WHERE {place.where()} GROUP BY 1, 2"
    )
    with system_scope("count figures"), connection.cursor() as cursor:
        cursor.execute(sql, moments.params | place.params())
        return cursor.fetchall()


def _by_counted(definitions: Sequence[IndicatorDefinition]) -> list[list[IndicatorDefinition]]:
    kinds = [[d for d in definitions if d.rule.counted == kind] for kind in Counted.values]
    return [kind for kind in kinds if kind]


def series(definitions: Sequence[IndicatorDefinition], moments: Moments, place: Frame) -> dict[date, dict[str, Figure]]:
    """Return day → code → figure; one statement for units and one for organizations, however many days and definitions."""
    found: dict[date, dict[str, Figure]] = {
        day: {d.code: Figure(d, day, 0, 0) for d in definitions} for day in moments.days
    }
    for kind in _by_counted(definitions):
        for row in _select(kind, moments, place, "0"):
            found[row[0]].update(_figures(kind, row))
    return found


def by_child(
    definitions: Sequence[IndicatorDefinition], moments: Moments, place: Frame
) -> dict[int, dict[str, Figure]]:
    """Return child area id → code → figure on the first day; 0 stands for what lies directly in the area itself."""
    found: dict[int, dict[str, Figure]] = {}
    group = "coalesce(nullif(split_part(av.path, '.', %(depth)s), ''), '0')::bigint"
    for kind in _by_counted(definitions):
        for row in _select(kind, moments, place, group):
            found.setdefault(row[1], {}).update(_figures(kind, row))
    for figures in found.values():
        for definition in definitions:
            figures.setdefault(definition.code, Figure(definition, moments.days[0], 0, 0))
    return found


def _figures(definitions: Sequence[IndicatorDefinition], row: tuple[Any, ...]) -> dict[str, Figure]:
    return {
        definition.code: Figure(definition, row[0], row[2 + 2 * number], row[3 + 2 * number])
        for number, definition in enumerate(definitions)
    }


def figure(definition: IndicatorDefinition, moments: Moments, place: Frame) -> Figure:
    """Return one figure on the first day."""
    return series([definition], moments, place)[moments.days[0]][definition.code]


def row_ids(definition: IndicatorDefinition, moments: Moments, place: Frame, part: str) -> str:
    """Return SQL of the ids behind a figure: ``part`` is "numerator", "denominator" or "rest" (in whole, not in part)."""
    whole, top = _whole(definition.rule, moments), _condition(definition.rule.part, moments)
    condition = {"denominator": whole, "numerator": f"{whole} AND {top}", "rest": f"{whole} AND NOT ({top})"}[part]
    identity = "o.id" if definition.rule.counted == Counted.ORGANIZATIONS else "u.id"
    return f"{DAYS} SELECT {identity} {_source([definition], moments, place)} WHERE {place.where()} AND ({condition})"


def rows_behind(definition: IndicatorDefinition, moments: Moments, place: Frame, part: str) -> list[int]:
    """Return the ids behind a figure, all of them; the page shows those that the reader may see and counts the others."""
    with system_scope("rows behind a figure"), connection.cursor() as cursor:
        cursor.execute(row_ids(definition, moments, place, part) + " ORDER BY 1", moments.params | place.params())
        return [row[0] for row in cursor.fetchall()]
