"""A plan as its page shows it: figures with their bounds, cards of units, the drawing of the neighbourhood."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Area
from enterprises.choices import IndustrySection
from orgs.choices import LinePlace
from orgs.models import PartyOrg, PlanLine
from orgs.rules import planner
from orgs.rules.planner import Cost, Group, PlanUnit
from orgs.rules.planner.layout import layout
from orgs.services.planner.accepting import part_of
from orgs.services.planner.drafts import Drawn
from orgs.services.planner.moving import check_all
from orgs.services.rules_in_force import sentence

COSTS = {
    "blocked": gettext_lazy("没有去处的单位"),
    "fallback": gettext_lazy("有党员而由区域党支部兜底的单位"),
    "mix": gettext_lazy("与所在组行业不同的单位"),
    "distance": gettext_lazy("与所在组不在同一社区的单位"),
    "branches": gettext_lazy("新建联合党支部"),
    "change": gettext_lazy("与上次方案不同的单位"),
}
COMPARED = {
    "units": gettext_lazy("单位"),
    "covered": gettext_lazy("有去处的单位"),
    "organizations": gettext_lazy("新建党组织"),
    "singles": gettext_lazy("单独组建"),
    "groups": gettext_lazy("新建联合党支部"),
    "grouped": gettext_lazy("参加联合组建的单位"),
    "joining": gettext_lazy("加入已有联合党支部的单位"),
    "regional": gettext_lazy("区域党支部兜底"),
    "blocked": gettext_lazy("暂无去处"),
    "short_units": gettext_lazy("有党员而凑不够的单位"),
    "short_members": gettext_lazy("这些单位共差正式党员（名）"),
}
INDUSTRIES = dict(IndustrySection.choices)
MOST_DRAWN = 60  # communities
WIDTH, HEIGHT, EDGE = 720, 400, 56


@dataclass
class Card:
    """Units that a plan puts to one place; ``target`` is what a move names, empty where nothing can be moved to."""

    key: str
    title: str
    place: str
    lines: list[dict[str, Any]]
    part: str = ""
    target: str = ""
    formal: int = 0
    reason: str = ""
    warnings: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    application: int | None = None
    is_accepted: bool = False
    number: int = 0


@dataclass(frozen=True)
class Named:
    """Names of what a plan points to."""

    areas: Mapping[int, str]
    orgs: Mapping[int, str]


def named(seen: Drawn) -> Named:
    """Read the names of communities and organizations of a plan; two statements."""
    areas = {unit.area for unit in seen.town.units} | {group.seat.area for group in seen.plan.groups}
    orgs = {group.seat.host for group in seen.plan.groups if group.seat.host} | set(seen.town.regional.values())
    found = dict(Area.objects.filter(pk__in=areas).values_list("pk", "name"))
    return Named(found, PartyOrg.objects.names(orgs))


def objectives(seen: Drawn) -> list[dict[str, Any]]:
    """Return each objective with what was computed, its bound, and how it stands after changes by hand."""
    now = seen.plan.cost()
    return [
        {"label": COSTS[step.name], "value": step.value, "bound": step.bound, "exact": step.is_exact,
         "now": getattr(now, step.name)}
        for step in seen.plan.steps
    ]  # fmt: skip


def group_title(number: int, group: Group, words: Named) -> str:
    """Name a group of the plan."""
    if group.seat.host is not None:
        return _("加入“%(org)s”") % {"org": words.orgs.get(group.seat.host, "")}
    return _("第%(number)d组 · %(area)s") % {"number": number + 1, "area": words.areas.get(group.seat.area, "")}


def targets(seen: Drawn, words: Named) -> list[tuple[str, str]]:
    """Return where units can be moved to."""
    done = {line.number for line in seen.lines.values() if line.accepted_on is not None}
    found = [
        (str(number), f"{group_title(number, group, words)}（{_('%d 家') % len(group.units)}）")
        for number, group in enumerate(seen.plan.groups)
        if number not in done and (group.units or group.seat.host is not None)
    ]
    return [*found, ("new", _("新的一组")), ("regional", _("区域党支部兜底"))]


def cards(seen: Drawn, words: Named, community: int | None = None) -> list[Card]:
    """Return the places of a plan: joint groups, units alone, then what the regional branches take or nothing does."""
    verdicts = check_all(seen)
    found = []
    for number, group in enumerate(seen.plan.groups):
        if group.units and (community is None or community in {unit.area for unit in group.units}):
            card = _card(seen, words, group_title(number, group, words), group.units, group)
            card.key, card.target, card.number = f"g{number}", str(number), number + 1
            card.formal, card.reason = group.formal, seen.draft.groups[number]["reason"]
            card.application = seen.draft.groups[number]["application"]
            card.warnings = [sentence(one) for one in verdicts[number].warnings]
            card.refusals = [sentence(one) for one in verdicts[number].refusals]
            found.append(card)
    return found + _rest(seen, words, community)


def _rest(seen: Drawn, words: Named, community: int | None) -> list[Card]:
    """Return the units that stand alone, one card a unit's community, then those of the regional branches, then the others."""
    found = []
    for place, units, title in (
        (LinePlace.SINGLE, seen.plan.singles, _("单独组建 · %s")),
        (LinePlace.REGIONAL, seen.plan.regional, _("区域党支部兜底 · %s")),
        (LinePlace.BLOCKED, seen.plan.blocked, _("暂无去处 · %s")),
    ):
        for area in sorted({unit.area for unit in units} if community is None else {community}):
            here = [unit for unit in units if unit.area == area]
            if here:
                card = _card(seen, words, title % words.areas.get(area, ""), here, None)
                card.key = f"{place}{area}"
                card.target = "regional" if place == LinePlace.REGIONAL else ""
                found.append(card)
    return found


def _card(seen: Drawn, words: Named, title: str, units: Iterable[PlanUnit], group: Group | None) -> Card:
    lines = [line_of(seen, words, unit, group) for unit in units]
    own: PlanLine = lines[0]["line"]
    return Card(
        key="", title=title, place=own.place, lines=lines, part=part_of(own) if own.place != LinePlace.BLOCKED else "",
        is_accepted=all(one["line"].accepted_on for one in lines),
    )  # fmt: skip


def line_of(seen: Drawn, words: Named, unit: PlanUnit, group: Group | None) -> dict[str, Any]:
    """Return what a page says of one unit of a plan."""
    line = seen.lines[unit.key]
    short = max(0, seen.town.limits.min_formal_members - unit.formal)
    days = sorted(unit.turning)
    return {
        "line": line, "key": unit.key, "name": seen.names.get(unit.key, ""), "community": words.areas.get(unit.area, ""),
        "industry": INDUSTRIES.get(unit.line, _("未填行业")), "formal": unit.formal,
        "probationary": unit.members - unit.formal, "short": short,
        "ripe_on": days[short - 1] if 0 < short <= len(days) else None,
        "far": group is not None and not seen.town.are_near(unit.area, group.seat.area),
        "next_door": group is not None and unit.area != group.seat.area,
        "other_trade": group is not None and unit.line != group.seat.line,
        "part": part_of(line) if line.place == LinePlace.SINGLE else "",
        "may_move": line.place != LinePlace.SINGLE and line.accepted_on is None,
    }  # fmt: skip


def costs_in_words(cost: Cost) -> list[str]:
    """Say what a change costs more or less; nothing when it costs the same."""
    return [f"{COSTS[name]} {number:+d}" for name, number in cost._asdict().items() if number]


def compared(seen: Drawn, base: Drawn) -> list[dict[str, Any]]:
    """Return the figures of a trial beside those of the plan it is compared with."""
    rows = planner.compared(seen.plan, seen.town, base.plan, base.town)
    return [
        {"label": COMPARED.get(name) or COSTS[name], "mine": mine, "theirs": theirs,
         "difference": f"{mine - theirs:+d}" if mine != theirs else "0"}
        for name, mine, theirs in rows
    ]  # fmt: skip


def drawing(seen: Drawn, words: Named) -> dict[str, Any]:
    """Return the communities as nodes, neighbourhoods as edges, and between which communities groups reach."""
    counts = Counter(unit.area for unit in seen.town.units)
    here = set(counts) | {group.seat.area for group in seen.plan.groups if group.units}
    edges = [pair for pair in sorted(seen.town.neighbours) if set(pair) <= here]
    joined = Counter(
        tuple(sorted((unit.area, group.seat.area)))
        for group in seen.plan.groups
        for unit in group.units
        if unit.area != group.seat.area
    )
    kinds = {
        area: Counter(seen.lines[unit.key].place for unit in seen.town.units if unit.area == area) for area in here
    }
    rows = [
        {"pk": area, "name": words.areas.get(area, ""), "units": counts[area], "single": kinds[area][LinePlace.SINGLE],
         "group": kinds[area][LinePlace.GROUP], "regional": kinds[area][LinePlace.REGIONAL],
         "blocked": kinds[area][LinePlace.BLOCKED],
         "next": "、".join(words.areas.get(b if a == area else a, "") for a, b in edges if area in {a, b})}
        for area in sorted(here)
    ]  # fmt: skip
    if len(here) > MOST_DRAWN:
        return {"rows": rows, "nodes": [], "edges": [], "width": WIDTH, "height": HEIGHT}
    at = {
        key: (round(EDGE + x * (WIDTH - 2 * EDGE)), round(EDGE + y * (HEIGHT - 2 * EDGE)))
        for key, (x, y) in layout(here, edges).items()
    }
    most = max(counts.values(), default=1)
    nodes = [
        {**row, "x": at[row["pk"]][0], "y": at[row["pk"]][1], "r": 12 + round(16 * (row["units"] / most) ** 0.5),
         "below": at[row["pk"]][1] + 26 + round(16 * (row["units"] / most) ** 0.5)}
        for row in rows
    ]  # fmt: skip
    lines = [
        {"x1": at[a][0], "y1": at[a][1], "x2": at[b][0], "y2": at[b][1], "joined": joined[(a, b)]} for a, b in edges
    ]
    return {"rows": rows, "nodes": nodes, "edges": lines, "width": WIDTH, "height": HEIGHT}
