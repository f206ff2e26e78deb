"""Difficulties as lists and pages show them: filtered, overdue first; what each reader may do with one; what waits for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, Sum, When

from access import policy
from access.models import Area, Body
from access.principals import Principal
from access.registries import Waiting
from enterprises.choices import DifficultyState, DifficultyStep
from enterprises.models import Difficulty, Unit
from enterprises.querysets import DifficultyQuerySet
from enterprises.rules import difficulties as rules

VIEW = "enterprises.view_unit"
PAGE = 50
MOST = 50  # on one unit's panel
OVERDUE, OPEN = "overdue", "open"
Step = DifficultyStep
TONES = {"raised": "warn", "assigned": "info", "solved": "warn", "closed": "good", "withdrawn": "mute"}


@dataclass(frozen=True)
class Wanted:
    """What a list was asked for."""

    on: date
    q: str = ""
    state: str = ""
    kind: str = ""
    area: Area | None = None
    body: Body | None = None


@dataclass(frozen=True)
class Summary:
    """What a selection adds up to."""

    number: int
    solved: int
    overdue: int
    effect_yuan: Any
    effect_persons: int


def visible(principal: Principal) -> DifficultyQuerySet:
    """Return the difficulties that a principal may read: of visible units, and those in charge of their body."""
    return Difficulty.objects.visible_to(principal, VIEW).select_related("body")


def select(wanted: Wanted, principal: Principal) -> DifficultyQuerySet:
    """Return the difficulties that were asked for, overdue and oldest deadlines first."""
    rows = visible(principal)
    if wanted.state == OVERDUE:
        rows = rows.overdue(wanted.on)
    elif wanted.state == OPEN:
        rows = rows.open()
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    plain: Mapping[str, Any] = {"kind": wanted.kind, "body": wanted.body}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.area is not None:
        rows = rows.filter(area_path__startswith=wanted.area.path)
    if wanted.q:
        rows = rows.filter(Q(unit_name__icontains=wanted.q) | Q(text__icontains=wanted.q))
    order = [When(state=state, then=number) for number, state in enumerate(("assigned", "raised", "solved"))]
    waiting = Case(*order, default=9, output_field=IntegerField())
    return rows.order_by(waiting, "due_on", "-raised_on", "-pk")


def page(rows: DifficultyQuerySet, number: str) -> Page[Difficulty]:
    """Return one page of a selection."""
    return Paginator(rows, PAGE).get_page(number)


def summary(rows: DifficultyQuerySet, on: date) -> Summary:
    """Add a selection up; what counts as solved has been confirmed."""
    closed = Q(state=DifficultyState.CLOSED)
    found = rows.order_by().aggregate(
        number=Count("pk"), solved=Count("pk", filter=closed),
        overdue=Count("pk", filter=Q(state=DifficultyState.ASSIGNED, due_on__lt=on)),
        effect_yuan=Sum("effect_yuan", filter=closed), effect_persons=Sum("effect_persons", filter=closed),
    )  # fmt: skip
    return Summary(**{name: value or 0 for name, value in found.items()})


def of_unit(unit: Any) -> list[Difficulty]:
    """Return the difficulties that a unit of ``with_difficulties`` brought along, open ones first."""
    rows = [_row(told) for told in unit.difficulty_rows]
    return sorted(rows, key=lambda row: row.state not in rules.OPEN)


def _row(told: dict[str, Any]) -> Difficulty:
    days = {name: date.fromisoformat(told[name]) if told[name] else None for name in ("raised_on", "due_on")}
    body = Body(name=told["body"]) if told["body"] else None
    return Difficulty(**{name: told[name] for name in ("id", "kind", "text", "state")}, **days, body=body)


def shown(rows: Iterable[Difficulty], on: date) -> list[dict[str, Any]]:
    """Return rows with their tone and whether they are late on a day."""
    return [
        {"row": row, "tone": TONES[row.state], "late": rules.is_overdue(DifficultyState(row.state), row.due_on, on)}
        for row in rows
    ]


def steps_for(row: Difficulty, principal: Principal) -> list[DifficultyStep]:
    """Return the steps that a principal may take next with a visible difficulty."""
    state = DifficultyState(row.state)
    found = [step for step in Step if rules.check_step(state, step) is None]
    return [step for step in found if _may(row, step, principal)]


def _may(row: Difficulty, step: DifficultyStep, principal: Principal) -> bool:
    permission = rules.MOVES[step].permission
    if step in rules.BY_HANDLER:
        return policy.can_on(principal, permission, row)
    if step == Step.CONFIRM:
        solvers = [rules.Actor(line["user"], line["person"]) for line in row.log if line["step"] == Step.SOLVE]
        if rules.check_confirmer(solvers, rules.Actor(principal.user_id, principal.person_id)) is not None:
            return False
    return Unit.objects.visible_to(principal, permission).filter(pk=row.unit_id).exists()


def bodies_for(row: Difficulty) -> Any:
    """Return the bodies that may be in charge: those at home on the way up from the unit, and inside its district's streets."""
    ids = [int(part) for part in row.area_path.split(".") if part]
    return (
        Body.objects.filter(home__in=ids, closed_on__isnull=True).select_related("home").order_by("home__path", "name")
    )


def to_assign(principal: Principal) -> Waiting:
    """Return what was raised in the principal's areas and nobody is in charge of."""
    rows = Difficulty.objects.visible_to(principal, rules.MOVES[Step.ASSIGN].permission)
    return Waiting(rows.filter(state=DifficultyState.RAISED))


def to_handle(principal: Principal) -> Waiting:
    """Return what the principal's own bodies are in charge of, overdue ones counted apart."""
    bodies = {held.body_id for held in principal.held}
    rows = Difficulty.objects.visible_to(principal, rules.MOVES[Step.SOLVE].permission)
    mine = rows.filter(state=DifficultyState.ASSIGNED, body__in=bodies)
    return Waiting(mine, mine.overdue(principal.today) if principal.today else None)


def to_confirm(principal: Principal) -> Waiting:
    """Return what waits for the side that raised it."""
    rows = Difficulty.objects.visible_to(principal, rules.MOVES[Step.CONFIRM].permission)
    return Waiting(rows.filter(state=DifficultyState.SOLVED).exclude(solved_by=principal.user_id))


def is_unit_seen(row: Difficulty, principal: Principal) -> bool:
    """Say whether the reader may open the unit too; a body in charge may not always."""
    return Unit.objects.visible_to(principal, VIEW).filter(pk=row.unit_id).exists()
