"""A person's hand on a plan: units go to another group, a new one or the regional branch, and the rules are asked at once."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from django.db import transaction

from access import audit, errors, policy
from access.bulk import update_many
from access.outcome import N_, Refusal, Verdict
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import DraftState, LinePlace
from orgs.models import PlanDraft
from orgs.rules.limits import ARTICLE_4
from orgs.rules.planner import Group, Plan, PlanUnit, Seat, check_group, moved_to
from orgs.services.planner.drafts import Drawn, drawn, places_of
from orgs.services.planner.facts import PLAN
from orgs.services.rules_in_force import require, require_reason

NEW, REGIONAL = "new", "regional"  # besides the number of a group


@transaction.atomic
def move(
    *,
    draft: PlanDraft,
    units: Collection[int],
    target: str,
    by: Principal,
    reason: str = "",
    version: int | None = None,
) -> PlanDraft:
    """Put units of an open plan into a group (its number), a new group, or the regional branch.

    What the rules forbid ("应当") is refused with the clause; what a norm ("一般") advises against needs a reason, which
    stays with the group.

    Raises:
        Denied: the plan lies outside what ``by`` may do.
        Conflict: changed meanwhile, or not open.
        ValidationError: the rules refuse, a reason is missing, or there is no such unit or group.
    """
    row = take(draft, by=by, version=version)
    before = drawn(row)
    errors.require(contact.check_fit(reason), field="reason")
    _insist_movable(before, units, target)
    after, number = rearranged(before, units, target)
    verdict = judge(before, after, reason=reason)
    require(verdict)
    require_reason(verdict, reason)
    _keep(row, before, after, number, reason.strip())
    audit.record(by, "orgs.plan_moved", row, units=sorted(units), to=target, reason=reason.strip())
    return row


def take(draft: PlanDraft, *, by: Principal, version: int | None = None, permission: str = PLAN) -> PlanDraft:
    """Return an open plan, locked.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: changed since ``version`` was read, or not open.
    """
    policy.check(by, permission, draft)
    row: PlanDraft | None = (
        PlanDraft.objects.visible_to(by, permission).select_for_update(of=("self",)).filter(pk=draft.pk).first()
    )
    if row is None:
        raise policy.Denied(permission, target=draft)
    if version is not None and row.version != version:
        errors.conflict(Refusal("changed_meanwhile", N_("该方案刚被他人修改，请刷新后重试。")))
    if row.state != DraftState.OPEN:
        message = N_("该方案现为“%(state)s”，不能再修改或采纳。")
        errors.conflict(Refusal("plan_state", message, {"state": str(row.get_state_display())}))
    return row


def rearranged(before: Drawn, units: Collection[int], target: str) -> tuple[Plan, int | None]:
    """Return the plan with units elsewhere, and the number of the group they are in now.

    Raises:
        ValidationError: no such group.
    """
    plan, town = before.plan, before.town
    number = _number(plan, target)
    if target == NEW:
        plan = replace(plan, groups=(*plan.groups, Group(_seat(before, units), ())))
    for key in sorted(units):
        plan = moved_to(plan, town, key, number)
    return plan, number


def _number(plan: Plan, target: str) -> int | None:
    if target == REGIONAL:
        return None
    if target == NEW:
        return len(plan.groups)
    if not target.isdecimal() or int(target) >= len(plan.groups):
        errors.refuse(Refusal("no_such_group", N_("方案中没有这个组，请刷新后重试。")))
    return int(target)


def _seat(before: Drawn, units: Collection[int]) -> Seat:
    """Return community and industry of a new group: those of the unit with most formal members among them."""
    found = [unit for unit in before.town.units if unit.key in set(units)]
    first = max(found, key=lambda unit: (unit.formal, -unit.key))
    return Seat(first.area, first.line)


def judge(before: Drawn, after: Plan, *, reason: str = "") -> Verdict:
    """Return what the rules say of every group that a change touched, and of units that nothing takes any more."""
    verdict = Verdict()
    groups: list[Group | None] = [*before.plan.groups, *[None] * (len(after.groups) - len(before.plan.groups))]
    for old, new in zip(groups, after.groups, strict=True):
        if new.units and (old is None or old.units != new.units):
            verdict += check_group(new, before.town, before.names, reason=reason)
    stuck = {unit.key for unit in before.plan.blocked}
    for unit in after.blocked:
        if unit.key not in stuck:
            message = N_("“%(unit)s”所在社区没有区域党支部，不能由区域党支部覆盖。")
            verdict += Verdict((Refusal("no_regional", message, {"unit": before.names[unit.key]}),))
    return verdict


def _insist_movable(before: Drawn, units: Collection[int], target: str) -> None:
    """Refuse units that are not in the plan, that stand alone by the rules, or that were taken over into cases already."""
    if not units:
        errors.refuse(
            Refusal("no_units", N_("请先选择要移动的单位。")),
        )
    for key in units:
        line = before.lines.get(key)
        if line is None:
            errors.refuse(
                Refusal("no_such_unit", N_("方案中没有这个单位，请刷新后重试。")),
            )
        params = {"unit": before.names.get(key, ""), "formal": line.formal}
        if line.place == LinePlace.SINGLE:
            message = N_("“%(unit)s”有正式党员%(formal)d名，应当单独组建。")
            errors.refuse(
                Refusal("should_be_single", message, params, ARTICLE_4),
            )
        if line.accepted_on is not None:
            errors.refuse(
                Refusal("line_accepted", N_("“%(unit)s”已采纳办理，不能再移动。"), params),
            )
    accepted = {str(line.number) for line in before.lines.values() if line.accepted_on is not None}
    if target in accepted:
        errors.refuse(
            Refusal("group_accepted", N_("该组已采纳办理，不能再移动。")),
        )


def _keep(row: PlanDraft, before: Drawn, after: Plan, number: int | None, reason: str) -> None:
    """Store the changed places with their group's reason."""
    now = {unit.key: (place, at) for unit, place, at in places_of(after)}
    changed = []
    for key, line in before.lines.items():
        place, at = now[key]
        if (line.place, line.number) != (place, at):
            line.place, line.number, line.is_moved = place, at, True
            changed.append(line)
    update_many(changed, ["place", "number", "is_moved"])
    groups = list(row.groups)
    for group in after.groups[len(groups) :]:
        groups.append({**group.seat._asdict(), "reason": "", "application": None})
    if number is not None and reason:
        groups[number] = {**groups[number], "reason": reason[:500]}
    row.groups, row.hand_moves, row.version = groups, row.hand_moves + 1, row.version + 1
    row.save(update_fields=["groups", "hand_moves", "version"])


def check_all(seen: Drawn) -> Mapping[int, Verdict]:
    """Return what the rules say of every group of a stored plan as it stands, by its number."""
    return {
        number: check_group(group, seen.town, seen.names, reason=seen.draft.groups[number]["reason"])
        for number, group in enumerate(seen.plan.groups)
        if group.units
    }


def unit_of(seen: Drawn, key: int) -> PlanUnit:
    """Return a unit of a plan.

    Raises:
        KeyError: no such unit.
    """
    return next(unit for unit in seen.town.units if unit.key == key)
