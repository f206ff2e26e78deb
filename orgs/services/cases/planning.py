"""Planning for one unit (一企一策): obstacle, chosen form, who answers for it, measures with their days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from access import audit, errors, policy
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.rules import contact
from enterprises.services.inputs import Findings
from orgs.choices import FormationMode, Obstacle, PlanStatus
from orgs.models import FormationCase
from orgs.rules import cases as rules

PLAN = "orgs.plan_formation"


@dataclass(frozen=True)
class Measure:
    """What shall be done by when; ``done_on`` is when it was."""

    text: str
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True)
class Plan:
    """What a plan says."""

    obstacle: Obstacle
    form: FormationMode
    leader: str
    due_on: date
    leader_post: str = ""
    instructor: str = ""
    measures: Sequence[Measure] = ()


@transaction.atomic
def plan_case(*, case: FormationCase, plan: Plan, by: Principal, version: int | None = None) -> FormationCase:
    """Write the plan for a unit on the list; written again it replaces the former plan, which the log keeps.

    Raises:
        Denied: the unit lies outside what ``by`` may do.
        Conflict: changed meanwhile, or the case is no longer open.
        ValidationError: every fault of the plan at once, by field.
    """
    row = take(case, PLAN, by=by, version=version)
    insist(row, rules.WAITING)
    _faults(row, plan).raise_if_any()
    row.obstacle, row.form, row.due_on = plan.obstacle, plan.form, plan.due_on
    row.leader, row.leader_post, row.instructor = plan.leader.strip(), plan.leader_post.strip(), plan.instructor.strip()
    row.measures = [_told(one) for one in sorted(plan.measures, key=lambda one: one.due_on)]
    row.next_due_on = min((one.due_on for one in plan.measures if one.done_on is None), default=None)
    row.status = PlanStatus.IN_PROGRESS
    keep(row, "plan", by, obstacle=plan.obstacle, form=plan.form, due_on=plan.due_on.isoformat(), measures=row.measures)
    return row


def take(case: FormationCase, permission: str, *, by: Principal, version: int | None = None) -> FormationCase:
    """Return the case, locked until the transaction ends.

    Raises:
        Denied: ``by`` does not hold the permission on the unit.
        Conflict: somebody else changed the case since ``version`` was read.
    """
    policy.check(by, permission, case)
    rows = FormationCase.objects.visible_to(by, permission).select_for_update(of=("self",))
    row: FormationCase | None = rows.filter(pk=case.pk).first()
    if row is None:
        raise policy.Denied(permission, target=case)
    if version is not None and row.version != version:
        errors.conflict(Refusal("changed_meanwhile", N_("该台账刚被他人修改，请刷新后重试。")))
    return row


def insist(row: FormationCase, wanted: frozenset[PlanStatus]) -> None:
    """Insist on a status.

    Raises:
        Conflict: the case stands elsewhere.
    """
    if row.status not in wanted:
        message = N_("该台账现为“%(status)s”，不能这样办理，请刷新后查看。")
        errors.conflict(Refusal("case_status", message, {"status": str(row.get_status_display())}))


def keep(row: FormationCase, step: str, by: Principal, **detail: Any) -> None:
    """Save a changed case with a line in its log and its trace."""
    day = by.today.isoformat() if by.today else ""
    line = {"step": step, "on": day, "by": by.name[:80], "user": by.user_id, **detail}
    row.log, row.version = [*row.log, line], row.version + 1
    row.save()
    audit.record(by, f"orgs.case_{step}", row, unit=row.unit_id, **detail)


def _faults(row: FormationCase, plan: Plan) -> Findings:
    findings = Findings()
    if not plan.leader.strip():
        findings.add("leader", Refusal("no_leader", N_("请填写包联责任人。")))
    for field in ("leader", "leader_post", "instructor"):
        findings.add(field, contact.check_fit(getattr(plan, field)))
    if plan.due_on < row.listed_on:
        params = {"due": plan.due_on.isoformat(), "listed": row.listed_on.isoformat()}
        findings.add("due_on", Refusal("due_too_early", N_("组建期限（%(due)s）早于列入日期（%(listed)s）。"), params))
    for measure in plan.measures:
        findings.add("measures", rules.check_measure(measure.text, measure.due_on, plan_due_on=plan.due_on))
    return findings


def _told(one: Measure) -> dict[str, str | None]:
    done = one.done_on.isoformat() if one.done_on else None
    return {"text": one.text.strip(), "due_on": one.due_on.isoformat(), "done_on": done}
