"""The later life of an organization: rename, change of type, merge, revoke; each with its approval (批复)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import dated, policy, registries
from access.errors import conflict, refuse, require
from access.models import Body
from access.principals import Principal
from enterprises.services.inputs import Findings
from orgs.choices import CoverageEndReason, FormationMode, LifeEventKind, OrgType
from orgs.models import (
    Coverage,
    DemonstrationPoint,
    GradeRecord,
    LifeEvent,
    OrgGrid,
    PartyOrg,
    Post,
    StarRecord,
    Term,
)
from orgs.rules import formation, life
from orgs.services import coverage_rows, locks, reaches
from orgs.services.founding import add_event, name_values, validate

RESOURCE = "orgs.org"
RATED = (OrgGrid, StarRecord, GradeRecord, DemonstrationPoint)


@dataclass(frozen=True)
class Approval:
    """What an approval says: its day, number and the body that gave it."""

    on: date
    approval_no: str = ""
    approved_by: Body | None = None
    reason: str = ""


@transaction.atomic
def rename(*, org: PartyOrg, name: str, approval: Approval, by: Principal, version: int | None = None) -> PartyOrg:
    """Give an organization another name from a day on.

    Raises:
        Denied: it lies outside what ``by`` may do.
        ValidationError: the name is taken, or the day is out of order.
        Conflict: changed meanwhile, or no longer active.
    """
    org = locks.lock_org(org, permission="orgs.change_org", by=by, version=version)
    _require_event(org, LifeEventKind.RENAME, approval, by)
    old = org.name
    for field, value in name_values(name).items():
        setattr(org, field, value)
    _save(org)
    add_event(org, LifeEventKind.RENAME, approval, by=by, old=old, new=org.name, reason=approval.reason)
    return org


@transaction.atomic
def change_type(
    *, org: PartyOrg, org_type: OrgType, approval: Approval, by: Principal, version: int | None = None
) -> PartyOrg:
    """Turn a branch into a general branch or committee, or back (改设类型).

    Raises:
        Denied: it lies outside what ``by`` may do.
        ValidationError: the type is unchanged, does not fit the superior, or the day is out of order.
        Conflict: changed meanwhile, or no longer active.
    """
    org = locks.lock_org(org, permission="orgs.change_org", by=by, version=version)
    _require_event(org, LifeEventKind.TYPE_CHANGE, approval, by)
    require(life.check_type_change(OrgType(org.org_type), OrgType(org_type)), field="org_type")
    parent = OrgType(org.parent.org_type) if org.parent else None
    require(formation.check_parent(OrgType(org_type), parent), field="org_type")
    old, org.org_type = org.org_type, org_type
    _save(org)
    add_event(org, LifeEventKind.TYPE_CHANGE, approval, by=by, old=old, new=str(org_type), reason=approval.reason)
    return org


@transaction.atomic
def merge(*, org: PartyOrg, into: PartyOrg, approval: Approval, by: Principal, version: int | None = None) -> PartyOrg:
    """Merge an organization into another, which covers its units from that day on.

    Raises:
        Denied: one of the two or a unit lies outside what ``by`` may do.
        Conflict: the same organization, one of them not active, or a subordinate organization remains.
    """
    if org.pk == into.pk:
        conflict(_("不能并入自己。"), code="merge_into_itself")
    policy.check(by, "orgs.revoke_org", into)
    org, units = locks.lock_org_with_units(org, permission="orgs.revoke_org", on=approval.on, by=by, version=version)
    into = locks.lock_org(into, permission="orgs.revoke_org", by=by)
    locks.require_active(into, on=approval.on)
    modes = dict(Coverage.objects.of_org(org).as_of(approval.on).order_by("mode").values_list("unit_id", "mode"))
    _end(org, LifeEventKind.MERGE, CoverageEndReason.ORG_MERGED, approval, by, other=into)
    for unit in [unit for unit in units if unit.pk in modes]:
        mode = _mode_after_merge(FormationMode(modes[unit.pk]), into)
        coverage_rows.begin(into, [unit], mode, since=approval.on, by=by)
    return into


@transaction.atomic
def revoke(*, org: PartyOrg, approval: Approval, by: Principal, version: int | None = None) -> PartyOrg:
    """Revoke an organization: its coverage, posts, term, grids and ratings end on that day (撤销).

    Raises:
        Denied: the organization or a unit that it covers lies outside what ``by`` may do.
        ValidationError: the day is out of order.
        Conflict: changed meanwhile, no longer active, or a subordinate organization remains.
    """
    org, _units = locks.lock_org_with_units(org, permission="orgs.revoke_org", on=approval.on, by=by, version=version)
    _end(org, LifeEventKind.REVOKE, CoverageEndReason.ORG_REVOKED, approval, by)
    return org


def events_of(org: PartyOrg) -> list[tuple[LifeEventKind, date]]:
    """Return an organization's events that nothing took back, oldest first."""
    return [(event.kind, event.on) for event in life.standing(recorded(org))]


def recorded(org: PartyOrg) -> list[life.Event]:
    """Return everything recorded of an organization's life, oldest first."""
    rows = LifeEvent.objects.of(org=org).order_by("on", "pk").values_list("pk", "kind", "on", "reverses_id")
    return [life.Event(pk, LifeEventKind(kind), on, reverses) for pk, kind, on, reverses in rows]


def require_documents(approval: Approval) -> None:
    """Insist on the number of the approval and on a reason.

    Raises:
        ValidationError: one of the two is missing, each at its field.
    """
    findings = Findings()
    if not approval.approval_no.strip():
        findings.attempt(refuse, _("请填写批复文号。"), field="approval_no", code="no_number")
    if not approval.reason.strip():
        findings.attempt(refuse, _("请说明理由。"), field="reason", code="no_reason")
    findings.raise_if_any()


def _require_event(org: PartyOrg, kind: LifeEventKind, approval: Approval, by: Principal) -> None:
    require_documents(approval)
    locks.not_in_future(_("日期"), approval.on, by=by)
    refusal = life.check_event(events_of(org), kind, approval.on)
    if refusal is not None and refusal.code == "life_event":
        conflict(refusal)
    require(refusal, field="on")


def _save(org: PartyOrg) -> None:
    org.version += 1
    validate(org)
    org.save()


def _end(
    org: PartyOrg, kind: LifeEventKind, reason: CoverageEndReason, approval: Approval, by: Principal,
    other: PartyOrg | None = None,
) -> None:  # fmt: skip
    """End everything that stands on a locked organization, then the organization."""
    on = approval.on
    _require_event(org, kind, approval, by)
    if PartyOrg.objects.active_on(on).filter(parent=org).taken():
        conflict(_("“%(org)s”还有下级党组织，请先调整下级。"), code="has_subordinates", org=org.name)
    for guard in registries.guards.of(RESOURCE):
        require(guard(obj=org, on=on))
    ended = {model.__name__: _lasting(model, org, on) for model in (Coverage, Post, *RATED)}
    coverage_rows.end(org, locks.covered_ids(org, on=on), on=on, reason=reason, by=by)
    secretaries = Post.objects.of(org=org).live().values_list("person_id", flat=True).order_by("pk")
    for person_id in set(secretaries):
        reaches.end_for_secretary(org, person_id, on=on)
    dated.end(Post, key={"org": org}, on=on, by=by, values={"ended_reason": str(reason.label)})
    with locks.as_one_whole():
        for hook in registries.close_hooks.of(RESOURCE):
            hook(obj=org, on=on, by=by)
    for model in RATED:
        dated.end(model, key={"org": org}, on=on, by=by)
    Term.objects.of(org=org).standing().filter(elected_on__lt=on).update(closed_on=on)
    org.ended_on, org.version = on, org.version + 1
    org.save(update_fields=["ended_on", "version"])
    add_event(org, kind, approval, by=by, other=other, reason=approval.reason, ended=ended)


def _lasting(model: Any, org: PartyOrg, on: date) -> list[int]:
    """Return the rows that an end cuts short: a reversal brings them back whole."""
    rows = Coverage.objects.of_org(org) if model is Coverage else model.objects.of(org=org)
    return list(rows.live().filter(holds_until__gt=on).order_by("pk").values_list("pk", flat=True))


def _mode_after_merge(held: FormationMode, into: PartyOrg) -> FormationMode:
    """Return how the organization that goes on covers a unit that comes from the merged one."""
    if into.form in {FormationMode.JOINT, FormationMode.REGIONAL}:
        return FormationMode(into.form)
    return FormationMode.RELYING if held == FormationMode.RELYING else FormationMode.AFFILIATED
