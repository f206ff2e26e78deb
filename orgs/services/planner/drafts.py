"""Plans as rows: computed at once or as a job, stored whole, read back into what the pure planner works with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.bulk import insert_many
from access.models import Area, Job
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from access.services import jobs
from enterprises.models import Unit
from orgs.choices import DraftState, LinePlace
from orgs.models import PlanDraft, PlanLine
from orgs.rules import planner
from orgs.rules.limits import Limits
from orgs.rules.planner import Cost, Group, Host, Plan, PlanUnit, Seat, Step, Town
from orgs.services.planner import facts
from orgs.services.planner.facts import PLAN, Asked, seat_of

KIND = "orgs.plan"
AT_ONCE = 120  # units planned while the page waits; more are a job
MOST = 5_000  # units of one plan


@dataclass(frozen=True)
class Drawn:
    """A stored plan as the pure planner knows it, with its lines by unit."""

    draft: PlanDraft
    town: Town
    plan: Plan
    lines: Mapping[int, PlanLine]
    names: Mapping[int, str]


def ask(*, asked: Asked, at: datetime, by: Principal, base: PlanDraft | None = None) -> PlanDraft | Job:
    """Plan an area: at once where it is small, else as a job; ``base`` makes it a trial to compare with that plan.

    Raises:
        Denied: the area lies outside what ``by`` may do.
        ValidationError: nothing to plan, too much of it, or a limit that no plan is proved for.
    """
    number = _number(asked, by)
    if number <= AT_ONCE:
        return make(asked=asked, by=by, base=base)
    title = _("编制组建方案：%(area)s（%(units)d 家单位）") % {"area": asked.area.name, "units": number}
    params = {
        "area": asked.area.pk, "on": asked.on.isoformat(), "picked": list(asked.picked), "limits": dict(asked.limits),
        "base": base.pk if base is not None else None,
    }  # fmt: skip
    return jobs.ask(kind=KIND, title=title, params=params, at=at, by=by)


def _number(asked: Asked, by: Principal) -> int:
    policy.check(by, PLAN, Place(asked.area.path))
    facts.limits_of(asked)
    number = facts.to_be_planned(Unit.objects.visible_to(by, PLAN), asked).order_by().count()
    if not number:
        errors.refuse(Refusal("nothing_to_plan", N_("这个范围内没有需要编制方案的单位。")))
    if number > MOST:
        message = N_("一次最多为%(most)d家单位编制方案，现有%(units)d家，请按街道分别编制。")
        errors.refuse(Refusal("too_many_units", message, {"most": MOST, "units": number}))
    return int(number)


def make(*, asked: Asked, by: Principal, base: PlanDraft | None = None) -> PlanDraft:
    """Plan an area now and store the plan.

    Raises:
        Denied: the area lies outside what ``by`` may do.
        ValidationError: as :func:`ask`.
    """
    _number(asked, by)
    town = facts.town_of(asked, by=by)
    return store(asked, town, planner.plan(town), by=by, base=base)


def run(run: jobs.Run) -> None:
    """Do the job of planning: read, compute outside of any transaction, store."""
    told = run.job.params
    run.progress(0, 3)
    with run.acting() as by:
        area = Area.objects.get(pk=told["area"])
        limits = tuple(sorted(told["limits"].items()))
        asked = Asked(area, date.fromisoformat(told["on"]), tuple(told["picked"]), limits)
        base = PlanDraft.objects.visible_to(by, PLAN).filter(pk=told["base"]).first() if told["base"] else None
        _number(asked, by)
        town = facts.town_of(asked, by=by)
    run.progress(1, 3)
    made = planner.plan(town)
    run.progress(2, 3)
    with run.acting() as by:
        store(asked, town, made, by=by, base=base)
    run.progress(3, 3)


@transaction.atomic
def store(asked: Asked, town: Town, made: Plan, *, by: Principal, base: PlanDraft | None = None) -> PlanDraft:
    """Store a plan; the standing one of the same area is replaced, a trial replaces nothing.

    Raises:
        Denied: the area lies outside what ``by`` may do.
        ValidationError: other limits than those in force without a plan to compare with.
    """
    policy.check(by, PLAN, Place(asked.area.path))
    if asked.limits and base is None:
        errors.refuse(Refusal("trial_needs_base", N_("改动标准的试算须有对照的方案。")))
    area = Area.objects.select_for_update(no_key=True).get(pk=asked.area.pk)
    if base is None and not asked.picked:
        _replace(area, by)
    draft = PlanDraft(
        area=area, is_picked=bool(asked.picked), base=base, facts_on=asked.on, limits=_told_limits(town.limits, asked),
        state=DraftState.TRIAL if base is not None else DraftState.OPEN, ground=_told_ground(town),
        groups=_told_groups(made, town), steps=[list(step) for step in made.steps], made_by_id=by.user_id,
    )  # fmt: skip
    draft.save()
    insert_many(list(_lines(draft, made)))
    audit.record(by, "orgs.plan_made", draft, units=len(town.units), trial=base is not None, on=asked.on.isoformat())
    return draft


def _replace(area: Area, by: Principal) -> None:
    rows = PlanDraft.objects.visible_to(by, PLAN).filter(area=area).standing()
    for old in rows.select_for_update(of=("self",)):
        old.state, old.version = DraftState.REPLACED, old.version + 1
        old.save(update_fields=["state", "version"])
        audit.record(by, "orgs.plan_replaced", old)


def _told_limits(limits: Limits, asked: Asked) -> dict[str, Any]:
    told = {**{name: getattr(limits, name) for name in sorted(facts.WEIGHABLE)}, "source": limits.source}
    wanted = dict(asked.limits).get(facts.REACH, facts.NEXT_DOOR)
    return told if wanted == facts.NEXT_DOOR else {**told, facts.REACH: wanted}


def _told_ground(town: Town) -> dict[str, Any]:
    return {
        "neighbours": sorted(map(list, town.neighbours)),
        "regional": {str(area): org for area, org in sorted(town.regional.items())},
        "hosts": [[host.key, host.area, host.line, host.units] for host in town.hosts],
    }


def _told_groups(made: Plan, town: Town) -> list[dict[str, Any]]:
    """Return the groups, and after them the joint branches with room that the plan leaves alone: a person may use them."""
    used = {group.seat.host for group in made.groups}
    idle = [Seat(host.area, host.line, host.key) for host in town.hosts if host.key not in used]
    seats = [group.seat for group in made.groups] + idle
    return [{**seat._asdict(), "reason": "", "application": None} for seat in seats]


def _lines(draft: PlanDraft, made: Plan) -> Any:
    for unit, place, number in places_of(made):
        yield PlanLine(
            draft=draft, unit_id=unit.key, community_id=unit.area, industry=unit.line, formal=unit.formal,
            members=unit.members, turning=[day.isoformat() for day in unit.turning],
            before=list(unit.today) if unit.today is not None else None, place=place, number=number,
            area_path=draft.area_path, line_code="",
        )  # fmt: skip


def places_of(plan: Plan) -> list[tuple[PlanUnit, LinePlace, int | None]]:
    """Return every unit of a plan with its place, by key."""
    found: list[tuple[PlanUnit, LinePlace, int | None]] = [(unit, LinePlace.SINGLE, None) for unit in plan.singles]
    found += [(unit, LinePlace.GROUP, number) for number, group in enumerate(plan.groups) for unit in group.units]
    found += [(unit, LinePlace.REGIONAL, None) for unit in plan.regional]
    found += [(unit, LinePlace.BLOCKED, None) for unit in plan.blocked]
    return sorted(found, key=lambda one: one[0].key)


def drawn(draft: PlanDraft) -> Drawn:
    """Return a visible plan as the pure planner knows it; two statements."""
    lines = {line.unit_id: line for line in PlanLine.objects.of(draft=draft).order_by("pk")}
    units = {key: _unit(line) for key, line in lines.items()}
    limits = replace(Limits(), **{name: value for name, value in draft.limits.items() if name != facts.REACH})
    town = Town(
        units=tuple(units.values()),
        neighbours=frozenset((one, other) for one, other in draft.ground["neighbours"]),
        regional={int(area): org for area, org in draft.ground["regional"].items()},
        hosts=tuple(Host(*host) for host in draft.ground["hosts"]),
        limits=limits,
    )
    plan = Plan(
        singles=_at(units, lines, LinePlace.SINGLE),
        groups=tuple(
            Group(seat_of(group), tuple(unit for key, unit in units.items() if lines[key].number == number))
            for number, group in enumerate(draft.groups)
        ),
        regional=_at(units, lines, LinePlace.REGIONAL), blocked=_at(units, lines, LinePlace.BLOCKED),
        steps=tuple(Step(*step) for step in draft.steps),
    )  # fmt: skip
    return Drawn(draft, town, plan, lines, Unit.objects.names(lines))


def _at(units: Mapping[int, PlanUnit], lines: Mapping[int, PlanLine], place: LinePlace) -> tuple[PlanUnit, ...]:
    return tuple(unit for key, unit in units.items() if lines[key].place == place)


def _unit(line: PlanLine) -> PlanUnit:
    today = Seat(*line.before) if line.before is not None else None
    turning = tuple(date.fromisoformat(day) for day in line.turning)
    return PlanUnit(line.unit_id, line.community_id, line.industry, line.formal, line.members, turning, today)


def computed_cost(draft: PlanDraft) -> Cost:
    """Return what the plan cost as it was computed, before people changed it."""
    return Cost(*(value for _name, value, _bound in draft.steps))
