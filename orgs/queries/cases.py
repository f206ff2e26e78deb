"""Formation cases and applications as pages show them: overdue first, and whether the list is in step with the facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from access import policy
from access.models import Area
from access.principals import Principal
from access.registries import Waiting
from enterprises.models import Unit
from orgs.choices import FormationStage, FormationStep, PlanStatus
from orgs.models import Application, FormationCase
from orgs.queries import units
from orgs.querysets import ApplicationQuerySet, CaseQuerySet
from orgs.rules import cases as rules

VIEW = "orgs.view_formation"
OPEN, OVERDUE = "waiting", "overdue"
TONES = {"open": "warn", "in_progress": "info", "built": "info", "cleared": "good", "lapsed": "mute"}
STAGE_TONES = {"draft": "mute", "returned": "warn", "active": "good", "withdrawn": "mute"}


@dataclass(frozen=True)
class Wanted:
    """What a list of cases was asked for."""

    on: date
    q: str = ""
    status: str = OPEN
    obstacle: str = ""
    form: str = ""
    area: Area | None = None


@dataclass(frozen=True)
class Summary:
    """What the list adds up to beside the facts: units 应建未建, open cases, those not yet listed, overdue, tickets to cancel."""

    ought: int
    waiting: int
    unlisted: int
    overdue: int
    built: int


def overdue(rows: CaseQuerySet, on: date) -> CaseQuerySet:
    """Keep open cases whose own day, or that of a measure, has passed; the day itself is in time."""
    return rows.waiting().filter(Q(due_on__lt=on) | Q(next_due_on__lt=on))


def select(wanted: Wanted, principal: Principal) -> CaseQuerySet:
    """Return the cases that were asked for, the longest on the list first."""
    rows = FormationCase.objects.visible_to(principal, VIEW).select_related("unit", "unit__area", "application")
    if wanted.status == OPEN:
        rows = rows.waiting()
    elif wanted.status == OVERDUE:
        rows = overdue(rows, wanted.on)
    elif wanted.status:
        rows = rows.filter(status=wanted.status)
    plain = {"obstacle": wanted.obstacle, "form": wanted.form}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.q:
        found = Unit.objects.visible_to(principal, VIEW).matching(wanted.q).values("pk")
        rows = rows.filter(unit__in=found)
    if wanted.area is not None:
        rows = rows.filter(area_path__startswith=wanted.area.path)
    return rows.order_by("listed_on", "pk")


def summary(principal: Principal, on: date) -> Summary:
    """Return what the principal's list adds up to on a day."""
    rows = FormationCase.objects.visible_to(principal, VIEW).order_by()
    ought = units.ought_and_is_not(Unit.objects.visible_to(principal, VIEW), on).order_by()
    unfinished = FormationCase.objects.of(unit=OuterRef("pk")).waiting()
    return Summary(
        ought=ought.count(), waiting=rows.waiting().count(), unlisted=ought.filter(~Exists(unfinished)).count(),
        overdue=overdue(rows, on).count(), built=rows.built().count(),
    )  # fmt: skip


def shown(rows: Iterable[FormationCase], on: date) -> list[dict[str, Any]]:
    """Return rows with their age in days, tone, and whether they are late on a day."""
    return [
        {"row": row, "age": (row.cleared_on or row.lapsed_on or on) - row.listed_on, "tone": TONES[row.status],
         "late": row.status in rules.WAITING and any(day is not None and day < on for day in (row.due_on, row.next_due_on))}
        for row in rows
    ]  # fmt: skip


def select_applications(stage: str, principal: Principal) -> ApplicationQuerySet:
    """Return applications, newest first: of one stage, those that wait for a reply, or all."""
    rows = Application.objects.visible_to(principal, VIEW).order_by("-pk")
    if stage == OPEN:
        return rows.filter(stage__in=rules.AWAITS_REPLY)
    return rows.filter(stage=stage) if stage else rows


def shown_applications(rows: Iterable[Application], on: date) -> list[dict[str, Any]]:
    """Return applications with the day by which the reply is due, and whether it is late."""
    return [
        {"row": row, "tone": STAGE_TONES.get(row.stage, "info"),
         "due": rules.reply_due(row.submitted_on) if row.stage in rules.AWAITS_REPLY and row.submitted_on else None,
         "late": rules.is_reply_overdue(FormationStage(row.stage), row.submitted_on, on)}
        for row in rows
    ]  # fmt: skip


def steps_for(row: Application, principal: Principal) -> list[FormationStep]:
    """Return the steps that a principal may take next with a visible application."""
    steps = rules.steps_from(FormationStage(row.stage))
    return [step for step in steps if policy.can_on(principal, rules.MOVES[step].permission, row)]


def may_amend(row: Application, principal: Principal) -> bool:
    """Say whether a principal may change what a visible application asks for."""
    permission = rules.MOVES[FormationStep.SUBMIT].permission
    return rules.check_amend(FormationStage(row.stage)) is None and policy.can_on(principal, permission, row)


def cases_of(row: Application, principal: Principal) -> list[FormationCase]:
    """Return the cases of an application whose units the principal sees."""
    rows = FormationCase.objects.visible_to(principal, VIEW).filter(application=row)
    return list(rows.select_related("unit", "unit__area").order_by("pk"))


def history(unit_id: int) -> list[FormationCase]:
    """Return all cases of a visible unit, newest first."""
    return list(FormationCase.objects.of(unit=unit_id).order_by("-pk"))


def to_decide(principal: Principal) -> Waiting:
    """Return the applications that wait for a reply."""
    rows = Application.objects.visible_to(principal, rules.MOVES[FormationStep.APPROVE].permission)
    rows = rows.filter(stage__in=rules.AWAITS_REPLY)
    return Waiting(rows, rows.reply_overdue(principal.today) if principal.today else None)


def to_clear(principal: Principal) -> Waiting:
    """Return the cases whose ticket waits to be cancelled by somebody else than who founded."""
    rows = FormationCase.objects.visible_to(principal, "orgs.clear_formation").built()
    return Waiting(rows.filter(~Q(reported_by=principal.user_id) | Q(reported_by__isnull=True)))


def to_plan(principal: Principal) -> Waiting:
    """Return the cases without a plan, and those that are overdue."""
    rows = FormationCase.objects.visible_to(principal, "orgs.plan_formation")
    late = overdue(rows, principal.today) if principal.today else rows.none()
    return Waiting(rows.filter(status=PlanStatus.OPEN), late)
