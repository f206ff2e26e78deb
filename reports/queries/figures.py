"""Figures: how many of how many, for any definition, area, day and instant; and the very rows behind them.

A figure and its rows are cut from the same SQL (:mod:`reports.queries.state`), so they cannot differ. Figures are aggregates and are
counted by the system; who may ask for which area is decided by :func:`frame`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from access import policy
from access.models import Area
from access.outcome import Rate
from access.principals import Place, Principal, system_scope
from reports.choices import Counted
from reports.models import IndicatorDefinition
from reports.queries.state import Moment, flag_sql, org_source, unit_source
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
        return self.definition.is_count


def _flags(rule: Spec) -> set[str]:
    conditions = (rule.part, rule.whole)
    return {flag for c in conditions for flag in (*c.all_of, *c.any_of, *c.none_of)} | set(rule.kinds)


def _condition(condition: Condition, moment: Moment) -> str:
    wanted = [flag_sql(flag, moment) for flag in condition.all_of]
    if condition.any_of:
        wanted.append("(" + " OR ".join(flag_sql(flag, moment) for flag in condition.any_of) + ")")
    wanted += [f"NOT {flag_sql(flag, moment)}" for flag in condition.none_of]
    return " AND ".join(wanted) or "true"


def _whole(rule: Spec, moment: Moment) -> str:
    return f"{_condition(rule.whole, moment)} AND {_condition(Condition(any_of=rule.kinds), moment)}"


def _source(definitions: Sequence[IndicatorDefinition], moment: Moment, place: Frame) -> str:
    if definitions[0].rule.counted == Counted.ORGANIZATIONS:
        return org_source(moment, by_line=bool(place.lines))
    return unit_source({flag for d in definitions for flag in _flags(d.rule)}, moment, by_line=bool(place.lines))


def _counts(definitions: Sequence[IndicatorDefinition], moment: Moment) -> str:
    columns = []
    for number, definition in enumerate(definitions):
        whole = _whole(definition.rule, moment)
        part = f"{whole} AND {_condition(definition.rule.part, moment)}"
        columns += [
            f"count(*) FILTER (WHERE {part}) AS part_{number}",
            f"count(*) FILTER (WHERE {whole}) AS whole_{number}",
        ]
    return ", ".join(columns)


def _select(definitions: Sequence[IndicatorDefinition], moment: Moment, place: Frame, group: str) -> str:
    return (
        f"SELECT {moment.day}, {group}, {_counts(definitions, moment)} {_source(definitions, moment, place)}"
        f" WHERE {place.where()} GROUP BY 1, 2"
    )


def as_counter() -> AbstractContextManager[None]:
    """Let a figure count every row of an area, whoever asks for it."""
    return system_scope("a figure counts every row of its area")


@contextmanager
def _counting() -> Iterator[Callable[[str, dict[str, Any]], list[tuple[Any, ...]]]]:
    """Give a function that reads as the system, for all statements of one question together."""
    with as_counter(), connection.cursor() as cursor:
        # the planner cannot guess how many ranges hold a day, and nests loops that hashing does in one pass;
        # the setting ends with the transaction
        cursor.execute("SELECT set_config('enable_nestloop', 'off', true)")

        def fetch(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
            cursor.execute(sql, params)
            return cursor.fetchall()

        yield fetch


def _by_counted(definitions: Sequence[IndicatorDefinition]) -> list[list[IndicatorDefinition]]:
    kinds = [[d for d in definitions if d.rule.counted == kind] for kind in Counted.values]
    return [kind for kind in kinds if kind]


def series(
    definitions: Sequence[IndicatorDefinition], moments: Sequence[Moment], place: Frame
) -> dict[date, dict[str, Figure]]:
    """Return day → code → figure; one statement for units and one for organizations, however many days and definitions."""
    found: dict[date, dict[str, Figure]] = {m.on: {d.code: Figure(d, m.on, 0, 0) for d in definitions} for m in moments}
    keyed = [replace(moment, key=f"on{number}") for number, moment in enumerate(moments)]
    params = place.params() | {key: value for moment in keyed for key, value in moment.params.items()}
    with _counting() as fetch:
        for kind in _by_counted(definitions):
            for row in fetch(" UNION ALL ".join(f"({_select(kind, moment, place, '0')})" for moment in keyed), params):
                found[row[0]].update(_figures(kind, row))
    return found


def by_child(definitions: Sequence[IndicatorDefinition], moment: Moment, place: Frame) -> dict[int, dict[str, Figure]]:
    """Return child area id → code → figure; 0 stands for what lies directly in the area itself."""
    found: dict[int, dict[str, Figure]] = {}
    group = "coalesce(nullif(split_part(av.path, '.', %(depth)s), ''), '0')::bigint"
    with _counting() as fetch:
        for kind in _by_counted(definitions):
            for row in fetch(_select(kind, moment, place, group), moment.params | place.params()):
                found.setdefault(row[1], {}).update(_figures(kind, row))
    for figures in found.values():
        for definition in definitions:
            figures.setdefault(definition.code, Figure(definition, moment.on, 0, 0))
    return found


def total(
    definitions: Sequence[IndicatorDefinition], parts: Iterable[dict[str, Figure]], on: date
) -> dict[str, Figure]:
    """Add the figures of areas that share nothing: a unit lies in one place, an organization has one area."""
    sums = {definition.code: [0, 0] for definition in definitions}
    for figures in parts:
        for code, one in figures.items():
            sums[code][0] += one.part
            sums[code][1] += one.whole
    return {d.code: Figure(d, on, *sums[d.code]) for d in definitions}


def _figures(definitions: Sequence[IndicatorDefinition], row: tuple[Any, ...]) -> dict[str, Figure]:
    return {
        definition.code: Figure(definition, row[0], row[2 + 2 * number], row[3 + 2 * number])
        for number, definition in enumerate(definitions)
    }


def figure(definition: IndicatorDefinition, moment: Moment, place: Frame) -> Figure:
    """Return one figure."""
    return series([definition], [moment], place)[moment.on][definition.code]


def row_ids(definition: IndicatorDefinition, moment: Moment, place: Frame, part: str) -> str:
    """Return SQL of the ids behind a figure: ``part`` is "numerator", "denominator" or "rest" (in whole, not in part)."""
    whole, top = _whole(definition.rule, moment), _condition(definition.rule.part, moment)
    condition = {"denominator": whole, "numerator": f"{whole} AND {top}", "rest": f"{whole} AND NOT ({top})"}[part]
    identity = "o.id" if definition.rule.counted == Counted.ORGANIZATIONS else "u.id"
    return f"SELECT {identity} {_source([definition], moment, place)} WHERE {place.where()} AND ({condition})"


def rows_behind(definition: IndicatorDefinition, moment: Moment, place: Frame, part: str) -> list[int]:
    """Return the ids behind a figure, all of them; the page shows those that the reader may see and counts the others."""
    with _counting() as fetch:
        sql = row_ids(definition, moment, place, part) + " ORDER BY 1"
        return [row[0] for row in fetch(sql, moment.params | place.params())]
