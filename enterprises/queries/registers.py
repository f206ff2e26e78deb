"""Differences that outside registers show (比对任务), as lists and pages show them."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q

from access.models import Area
from access.principals import Principal
from access.registries import Waiting
from enterprises.choices import RegisterTaskState, RoundStatus
from enterprises.models import RegisterTask, SurveyRound, Unit

VIEW, SETTLE = "enterprises.view_registertask", "enterprises.settle_registertask"
PAGE = 50
TONES = {"new": "info", "changed": "warn", "cancelled": "bad"}
MOST_ROUNDS = 20


@dataclass(frozen=True)
class Wanted:
    """What a list was asked for; without a state, what is open."""

    q: str = ""
    register: str = ""
    kind: str = ""
    state: str = RegisterTaskState.OPEN
    area: Area | None = None


def visible(principal: Principal) -> Any:
    """Return the differences that a principal may read."""
    return RegisterTask.objects.visible_to(principal, VIEW).select_related("row", "row__area", "unit", "settled_by")


def select(wanted: Wanted, principal: Principal) -> Any:
    """Return the differences that were asked for, the latest files first."""
    rows = visible(principal)
    plain = {"row__register": wanted.register, "kind": wanted.kind}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.state != "all":
        rows = rows.filter(state=wanted.state)
    if wanted.area is not None:
        rows = rows.filter(area_path__startswith=wanted.area.path)
    if wanted.q:
        rows = rows.filter(Q(row__name__icontains=wanted.q) | Q(row__uscc__istartswith=wanted.q))
    return rows.order_by("-opened_on", "row__register", "kind", "pk")


def page(rows: Any, number: str) -> Page[RegisterTask]:
    """Return one page of a selection."""
    return Paginator(rows, PAGE).get_page(number)


def waiting(principal: Principal) -> Waiting:
    """Return what somebody has to look into in the principal's areas."""
    return Waiting(RegisterTask.objects.visible_to(principal, SETTLE).filter(state=RegisterTaskState.OPEN))


def unit_of(task: RegisterTask, principal: Principal) -> Unit | None:
    """Return the unit that a difference is about, or that was registered with its code since, if it is in sight."""
    rows = Unit.objects.visible_to(principal, "enterprises.view_unit").standing()
    if task.unit_id is not None:
        return rows.filter(pk=task.unit_id).first()
    return rows.filter(uscc=task.row.uscc).first() if task.row.uscc else None


def rounds_for(unit: Unit, principal: Principal) -> Any:
    """Return the running rounds into which a unit could be put."""
    rows = SurveyRound.objects.concerning(principal, "enterprises.run_round").filter(state=RoundStatus.OPEN)
    ids = [int(part) for part in unit.area_path.split(".") if part]
    return rows.filter(area__in=ids).order_by("-pk")[:MOST_ROUNDS]
