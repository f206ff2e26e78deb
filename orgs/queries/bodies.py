"""The work of bodies as pages show it: members, posts, meetings and tasks, in a fixed number of statements."""

from datetime import date
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from access import policy
from access.models import Body, Person
from access.principals import Principal
from access.registries import Waiting
from orgs.choices import TaskState, TaskStep
from orgs.models import BodyMeeting, BodyMember, BodyPost, BodyTask, TaskEntry
from orgs.models.seats import place_of
from orgs.rules import bodies as rules

VIEW, KEEP, REPORT = rules.VIEW, rules.KEEP, rules.REPORT
RECENT, MANY = 10, 100
Step = TaskStep
TONES = {"open": "info", "reported": "warn", "returned": "bad", "confirmed": "good", "cancelled": "mute"}


def of_work() -> QuerySet:
    """Return the bodies that stand; which exist is reference data."""
    rows: QuerySet = Body.objects.filter(closed_on__isnull=True).select_related("home", "line")
    return rows.order_by("home__path", "kind", "name", "pk")


def members(committee: Body, principal: Principal, on: date) -> QuerySet:
    """Return the member units of a committee on a day that a principal sees."""
    rows = BodyMember.objects.visible_to(principal, VIEW).as_of(on).filter(committee=committee)
    found: QuerySet = rows.select_related("member").order_by("member__name", "pk")
    return found


def posts(body: Body, principal: Principal, on: date) -> list[dict[str, Any]]:
    """Return who holds a duty in a body on a day, with the names."""
    order = {kind: place for place, kind in enumerate(("secretary", "full_deputy", "part_deputy", "member"))}
    rows = list(BodyPost.objects.visible_to(principal, VIEW).as_of(on).filter(body=body).order_by("pk"))
    names = Person.objects.names(row.person_id for row in rows)
    told = [{"row": row, "name": names.get(row.person_id, "")} for row in rows]
    return sorted(told, key=lambda one: order.get(one["row"].kind, len(order)))


def meetings(principal: Principal, *, body: Body | None = None, kind: str = "") -> QuerySet:
    """Return meetings, newest first."""
    rows = BodyMeeting.objects.visible_to(principal, VIEW).select_related("body")
    rows = rows.filter(body=body) if body is not None else rows
    found: QuerySet = (rows.filter(kind=kind) if kind else rows).order_by("-held_on", "-pk")
    return found


def tasks(principal: Principal, on: date, *, source: str = "", state: str = "", whose: str = "") -> QuerySet:
    """Return tasks, those to finish first and by their day; ``state`` may be overdue, ``whose`` mine or given."""
    rows = BodyTask.objects.visible_to(principal, VIEW).select_related("issuer", "owner")
    rows = rows.filter(source=source) if source else rows
    if state:
        rows = rows.overdue(on) if state == "overdue" else rows.filter(state=state)
    if whose:
        rows = rows.filter(**{f"{'owner' if whose == 'mine' else 'issuer'}__in": own_bodies(principal)})
    found: QuerySet = rows.order_by(Case(When(state__in=rules.FINAL, then=1), default=0), "due_on", "pk")
    return found


def shown(rows: list[BodyTask], on: date) -> list[dict[str, Any]]:
    """Return tasks with tone and whether they are overdue."""
    return [
        {"row": row, "tone": TONES[row.state], "overdue": rules.is_overdue(TaskState(row.state), row.due_on, on=on)}
        for row in rows
    ]


def unfinished(body: Body, principal: Principal, on: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the tasks that a body has and those that it gave, until they are confirmed or cancelled; one statement."""
    rows = tasks(principal, on).exclude(state__in=rules.FINAL).filter(Q(owner=body) | Q(issuer=body))
    told = shown(list(rows[:MANY]), on)
    has = [one for one in told if one["row"].owner_id == body.pk]
    return has, [one for one in told if one["row"].issuer_id == body.pk]


def own_bodies(principal: Principal) -> list[int]:
    """Return the bodies through which a principal holds a role."""
    return sorted({held.body_id for held in principal.held})


def steps_for(row: BodyTask, principal: Principal) -> list[TaskStep]:
    """Return the steps that a principal may take with a task."""
    steps = rules.steps_from(TaskState(row.state))
    reports = Step.REPORT in steps and policy.can_on(principal, REPORT, row)
    gives = any(step not in rules.OF_OWNER for step in steps) and policy.can(principal, KEEP)
    gives = gives and policy.can_on(principal, KEEP, place_of(row.issuer)) and policy.can_on(principal, KEEP, row)
    return [step for step in steps if (reports if step in rules.OF_OWNER else gives)]


def log(row: BodyTask) -> list[TaskEntry]:
    """Return the steps of a task, newest first."""
    return list(TaskEntry.objects.of(task=row).select_related("recorded_by").order_by("-pk"))


def to_do(principal: Principal) -> Waiting:
    """Return the tasks that the principal's own bodies have to do."""
    rows = BodyTask.objects.visible_to(principal, REPORT).filter(owner__in=own_bodies(principal)).to_do()
    return Waiting(rows, rows.overdue(principal.today) if principal.today is not None else None)


def to_confirm(principal: Principal) -> Waiting:
    """Return the tasks given by the principal's own bodies that were reported done."""
    rows = BodyTask.objects.visible_to(principal, KEEP)
    return Waiting(rows.filter(issuer__in=own_bodies(principal), state=TaskState.REPORTED))
