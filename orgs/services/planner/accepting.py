"""Taking a plan over, whole or in parts: each part goes the way that the rules of formation know for it.

A unit alone and a new joint branch become formation cases with the draft of an application; a unit that joins a branch, joint
or regional, is covered by it from today. All in one transaction; parts taken over before are left as they are.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db import transaction

from access import audit, errors
from access.bulk import update_many
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.models import Unit
from orgs.choices import DraftState, FormationMode, LinePlace
from orgs.models import Application, FormationCase, PartyOrg, PlanDraft, PlanLine
from orgs.rules import formation
from orgs.rules.limits import CHAPTER_2
from orgs.rules.planner import Group
from orgs.services import coverage_rows, covering, locks
from orgs.services.cases import applying, listing
from orgs.services.cases.applying import Draft
from orgs.services.planner.changes import insist_unchanged
from orgs.services.planner.drafts import Drawn, drawn
from orgs.services.planner.moving import take
from orgs.services.rules_in_force import limits_at, require, situations

ACCEPT = "orgs.apply_formation"
ALL, SINGLE, GROUP, REGIONAL = "all", "single:", "group:", "regional:"  # a unit, a group by number, a community


@transaction.atomic
def accept(
    *, draft: PlanDraft, parts: Collection[str], on: date, by: Principal, version: int | None = None
) -> PlanDraft:
    """Take parts of a plan over into formation cases, applications and coverage.

    Raises:
        Denied: the plan, a unit or an organization lies outside what ``by`` may do.
        Conflict: changed meanwhile, not open, or a unit is covered or applied for in the meantime.
        ValidationError: no such part, or the facts of today no longer bear it.
    """
    if draft.state == DraftState.ACCEPTED:
        return draft
    row = take(draft, by=by, version=version, permission=ACCEPT)
    seen = drawn(row)
    _insist_in_force(seen, on)
    wanted = _lines_of(seen, parts)
    lines = [line for line in wanted if line.accepted_on is None]
    insist_unchanged(seen, lines, ACCEPT, on=on, by=by)
    units = _lock([line.unit_id for line in lines], by)
    for line in lines:
        if line.place == LinePlace.SINGLE:
            _apply([units[line.unit_id]], FormationMode.SINGLE, on, by)
    groups = list(row.groups)
    for number in sorted({line.number for line in lines if line.number is not None}):
        application = _take_group(seen, number, units, on, by)
        groups[number] = {**groups[number], "application": application.pk if application is not None else None}
    _cover_regional(seen, [line for line in lines if line.place == LinePlace.REGIONAL], units, on, by)
    _keep(row, seen, lines, groups, on)
    if lines:
        audit.record(by, "orgs.plan_accepted", row, units=[line.unit_id for line in lines], on=on.isoformat())
    return row


def _insist_in_force(seen: Drawn, on: date) -> None:
    """Refuse a plan made by other limits than those in force on the day.

    Raises:
        Conflict: the limits changed since; numbers and source are named.
    """
    used, now = seen.town.limits, limits_at(seen.draft.area.path, on=on)
    if (used.min_formal_members, used.joint_max_units) != (now.min_formal_members, now.joint_max_units):
        message = N_(
            "方案所用标准（正式党员%(formal)d名、联合不超过%(units)d个单位）与现行标准"
            "（%(formal_now)d名、%(units_now)d个，%(source)s）不同，请重新编制。"
        )
        params = {
            "formal": used.min_formal_members, "units": used.joint_max_units, "formal_now": now.min_formal_members,
            "units_now": now.joint_max_units, "source": now.source,
        }  # fmt: skip
        errors.conflict(Refusal("limits_changed", message, params, CHAPTER_2))


def _lines_of(seen: Drawn, parts: Collection[str]) -> list[PlanLine]:
    """Return the lines of the named parts; units that nothing takes belong to none.

    Raises:
        ValidationError: a part that the plan does not have.
    """
    named: dict[str, list[PlanLine]] = {}
    for line in seen.lines.values():
        if line.place != LinePlace.BLOCKED:
            named.setdefault(part_of(line), []).append(line)
    wanted = set(named) if ALL in parts else set(parts)
    if not wanted:
        errors.refuse(Refusal("no_parts", N_("请选择要采纳的部分。")))
    if wanted - set(named):
        errors.refuse(Refusal("no_such_part", N_("方案中没有所选的部分，请刷新后重试。")))
    return [line for part in sorted(wanted) for line in named[part]]


def part_of(line: PlanLine) -> str:
    """Name the part of the plan to which a line belongs."""
    if line.place == LinePlace.SINGLE:
        return f"{SINGLE}{line.unit_id}"
    return f"{GROUP}{line.number}" if line.number is not None else f"{REGIONAL}{line.community_id}"


def _lock(ids: Sequence[int], by: Principal) -> dict[int, Unit]:
    """Lock cases, then units, in the order in which every act on cases does."""
    cases = FormationCase.objects.visible_to(by, ACCEPT).filter(unit__in=ids).unfinished()
    list(cases.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return {unit.pk: unit for unit in locks.lock_units(ids, permission=ACCEPT, by=by)}


def _apply(
    units: Sequence[Unit], form: FormationMode, on: date, by: Principal, *, reason: str = "", area: Area | None = None
) -> Application:
    cases = listing.enlist(units, on=on, by=by)
    draft = Draft(name=applying.proposed_name(units, form), form=form, reason=reason, area=area)
    return applying.draft_application(cases=cases, draft=draft, on=on, by=by)


def _take_group(seen: Drawn, number: int, units: Mapping[int, Unit], on: date, by: Principal) -> Application | None:
    """Apply for a new joint branch, or let the units join the one that is there."""
    group: Group = seen.plan.groups[number]
    members = [units[unit.key] for unit in group.units]
    reason = seen.draft.groups[number]["reason"]
    if group.seat.host is None:
        area = Area.objects.get(pk=group.seat.area)
        return _apply(members, FormationMode.JOINT, on, by, reason=reason, area=area)
    org = PartyOrg.objects.visible_to(by, covering.COVER).filter(pk=group.seat.host).first()
    if org is None:
        errors.conflict(Refusal("host_gone", N_("拟加入的联合党支部已不在您的职责范围内，请重新编制方案。")))
    for unit in members:
        covering.join(unit=unit, org=org, on=on, by=by, reason=reason)
    return None


def _cover_regional(seen: Drawn, lines: Sequence[PlanLine], units: Mapping[int, Unit], on: date, by: Principal) -> None:
    """Let the regional branches cover their units, branch by branch; many units at once."""
    wanted: dict[int, list[Unit]] = {}
    for line in lines:
        wanted.setdefault(seen.town.regional[line.community_id], []).append(units[line.unit_id])
    locks.lock_units([unit.pk for found in wanted.values() for unit in found], permission=covering.COVER, by=by)
    for pk in sorted(wanted):
        org = PartyOrg.objects.visible_to(by, covering.COVER).filter(pk=pk).first()
        if org is None:
            errors.conflict(Refusal("host_gone", N_("区域党支部已不在您的职责范围内，请重新编制方案。")))
        org = locks.lock_org(org, permission=covering.COVER, by=by)
        locks.require_active(org, on=on)
        limits = limits_at(org.area_path, on=on)
        for situation in situations(wanted[pk], on=on):
            require(formation.check_covered(situation, limits=limits))
        coverage_rows.begin(org, wanted[pk], FormationMode.REGIONAL, since=on, by=by)
        audit.record(by, "orgs.units_covered", org, units=[unit.pk for unit in wanted[pk]], on=on.isoformat())


def _keep(row: PlanDraft, seen: Drawn, lines: Sequence[PlanLine], groups: list[dict[str, object]], on: date) -> None:
    for line in lines:
        line.accepted_on = on
    update_many(lines, ["accepted_on"])
    row.groups, row.version = groups, row.version + 1
    left = [line for line in seen.lines.values() if line.accepted_on is None and line.place != LinePlace.BLOCKED]
    if not left:
        row.state, row.accepted_on = DraftState.ACCEPTED, on
    row.save(update_fields=["groups", "version", "state", "accepted_on"])
