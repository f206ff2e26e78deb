"""Rectifications as lists, pages, panel and work items show them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from access import policy
from access.models import Area
from access.principals import Principal
from access.registries import Waiting
from orgs.choices import RectificationStage, RectificationStep
from orgs.models import PartyOrg, Rectification
from orgs.querysets import RectificationQuerySet
from orgs.rules import rectifying as rules

VIEW = "orgs.view_org"
SILENT, OVERDUE, OPEN = "silent", "overdue", "open"
TONES = {"listed": "mute", "led": "info", "planned": "info", "closed": "good", "dissolved": "mute"}
Step = RectificationStep


@dataclass(frozen=True)
class Asked:
    """Which rectifications a list should show."""

    on: date
    q: str = ""
    kind: str = ""
    stage: str = ""
    due: str = ""
    area: Area | None = None


def select(asked: Asked, principal: Principal) -> RectificationQuerySet:
    """Return the visible rectifications that were asked for, the earliest last day first."""
    rows = Rectification.objects.visible_to(principal, VIEW).select_related("org", "org__area")
    if asked.due:
        rows = {OPEN: rows.open, SILENT: lambda: rows.silent(asked.on), OVERDUE: lambda: rows.overdue(asked.on)}[
            asked.due
        ]()
    plain = {name: value for name, value in (("kind", asked.kind), ("stage", asked.stage)) if value}
    found = rows.filter(**plain)
    if asked.area is not None:
        found = found.filter(Q(area_path__gte=asked.area.path, area_path__lt=f"{asked.area.path[:-1]}/"))
    if asked.q:
        found = found.filter(org__in=PartyOrg.objects.visible_to(principal, VIEW).matching(asked.q).values("pk"))
    return found.order_by("due_on", "pk")


def shown(row: Rectification, on: date) -> dict[str, Any]:
    """Return a rectification with the months that nobody told anything about, and the colour of its stage."""
    return {"row": row, "tone": TONES[row.stage], "silent": silent(row, on), "overdue": _is_open(row) and row.due_on < on}


def silent(row: Rectification, on: date) -> tuple[date, ...]:
    """Return the months without an entry; what has ended is silent about nothing after its end."""
    if row.planned_on is None:
        return ()
    until = min(on, row.closed_on) if row.closed_on else on
    return rules.silent_months(row.planned_on, rules.told_on(row.log), until)


def _is_open(row: Rectification) -> bool:
    return row.stage not in rules.FINAL


def steps_for(row: Rectification, principal: Principal, on: date) -> list[RectificationStep]:
    """Return the steps that a principal may take next with a visible rectification, the usual one first."""
    return [step for step in rules.steps_from(RectificationStage(row.stage)) if _may(row, step, principal, on)]


def _may(row: Rectification, step: RectificationStep, principal: Principal, on: date) -> bool:
    if step == Step.CLOSE and (row.reported_on is None or principal.user_id in rules.tellers(row.log)):
        return False  # an empty ledger is not accepted, and nobody accepts what he reported
    has_ended = row.org.ended_on is not None and row.org.ended_on <= on
    if has_ended != (step == Step.DISSOLVE):
        return False
    return policy.can_on(principal, rules.MOVES[step].permission, row)


def panel(principal: Principal, obj: PartyOrg, on: date) -> dict[str, Any]:
    """Return what the panel "整顿" of an organization shows."""
    rows = Rectification.objects.visible_to(principal, VIEW).filter(org=obj).select_related("org").order_by("-pk")[:6]
    found = [shown(row, on) for row in rows]
    is_free = obj.is_active(on) and not any(_is_open(one["row"]) for one in found)
    return {"org": obj, "rows": found, "may_list": is_free and policy.can_on(principal, rules.LIST, obj)}


def _waiting(permission: str, keep: Callable[[RectificationQuerySet, date], RectificationQuerySet]) -> Any:
    def rows(principal: Principal) -> Waiting:
        found = Rectification.objects.visible_to(principal, permission)
        return Waiting(keep(found, principal.today).order_by())

    return rows


silent_waiting = _waiting(rules.TELL, lambda rows, on: rows.silent(on))
overdue_waiting = _waiting(rules.LIST, lambda rows, on: rows.overdue(on))
to_plan = _waiting(rules.LIST, lambda rows, on: rows.filter(stage__in=(RectificationStage.LISTED, RectificationStage.LED)))
