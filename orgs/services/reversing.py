"""Taking an event of an organization's life back (撤回变更): by an event of its own, as if the act had not been.

What the act cut short is written again whole; who looks at an earlier instant of knowledge still sees what was known then.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import dated, policy
from access.dated import DatedFact
from access.errors import conflict, require
from access.principals import Principal
from orgs.choices import CoverageEndReason, LifeEventKind, OrgType, PostKind
from orgs.models import Coverage, LifeEvent, OrgGrid, PartyOrg, Post, Term
from orgs.rules import formation, life
from orgs.services import coverage_rows, locks, reaches
from orgs.services.founding import add_event, name_values, validate
from orgs.services.life import RATED, Approval, recorded, require_documents

REVERSE = "orgs.reverse_event"
KEYS: dict[type[DatedFact], tuple[str, ...]] = {
    Coverage: ("unit", "org"), Post: ("org", "person", "kind"), OrgGrid: ("org", "grid"),
}  # fmt: skip
GIVEN = {"id", "valid", "holds_from", "holds_until", "recorded_at", "superseded_at", "recorded_by", "source", "area_path",
         "line_code"}  # fmt: skip


@transaction.atomic
def reverse_event(
    *, org: PartyOrg, event: LifeEvent, approval: Approval, by: Principal, version: int | None = None
) -> PartyOrg:
    """Take the last event of an organization's life back, with number and reason.

    Raises:
        Denied: ``by`` does not decide above it.
        ValidationError: no number or reason, or a day before the event.
        Conflict: changed meanwhile, not the last event, or something stands on it: name, grids or units are taken since.
    """
    if event.org_id != org.pk:
        raise ValueError(f"event {event.pk} is not one of organization {org.pk}")
    policy.check(by, REVERSE, org)
    units = locks.lock_units(_units_of(event), permission=REVERSE, by=by)
    org = locks.lock_org(org, permission=REVERSE, by=by, version=version)
    require_documents(approval)
    locks.not_in_future(_("日期"), approval.on, by=by)
    refusal = life.check_reversal(recorded(org), event.pk, approval.on)
    if refusal is not None and refusal.code != "reversal_order":
        conflict(refusal)
    require(refusal, field="on")
    if event.kind == LifeEventKind.RENAME:
        for field, value in name_values(event.detail["old"]).items():
            setattr(org, field, value)
    elif event.kind == LifeEventKind.TYPE_CHANGE:
        org.org_type = event.detail["old"]
        _require_types(org, by)
    else:
        _revive(org, event, units, by)
    org.version += 1
    validate(org)
    org.save()
    add_event(org, LifeEventKind.REVERSE, approval, by=by, other=event.other, reverses=event, reason=approval.reason)
    return org


def _units_of(event: LifeEvent) -> list[int]:
    ids = event.detail.get("ended", {}).get("Coverage", [])
    rows = Coverage.objects.of_org(event.org_id).filter(pk__in=ids)
    return sorted(set(rows.values_list("unit_id", flat=True)))


def _require_types(org: PartyOrg, by: Principal) -> None:
    parent = OrgType(org.parent.org_type) if org.parent else None
    require(formation.check_parent(OrgType(org.org_type), parent), field="org_type")
    for below in PartyOrg.objects.visible_to(by, "orgs.view_org").filter(parent=org, ended_on__isnull=True):
        require(formation.check_parent(OrgType(below.org_type), OrgType(org.org_type)), field="org_type")


def _revive(org: PartyOrg, event: LifeEvent, units: list[Any], by: Principal) -> None:
    """Bring a merged or revoked organization back with everything that its end cut short.

    Raises:
        Conflict: what was cut short is not on file, or a unit is covered otherwise since.
    """
    if "ended" not in event.detail:
        conflict(_("这次变更没有留存所结束的覆盖和任职，不能撤回，请重新组建。"), code="nothing_kept")
    if event.kind == LifeEventKind.MERGE and event.other is not None:
        _take_back_units(event, event.other, [unit.pk for unit in units], by)
    _refuse_taken(org, [unit.pk for unit in units], event.on)
    org.ended_on = None
    validate(org)
    org.save(update_fields=["ended_on"])
    for model in (Coverage, Post, *RATED):
        _restore(model, org, event.detail["ended"].get(model.__name__, []), by)
    Term.objects.of(org=org).filter(closed_on=event.on).update(closed_on=None)
    for post in Post.objects.of(org=org).live().filter(kind=PostKind.SECRETARY, holds_until__gt=event.on):
        reaches.open_for_secretary(org, post.person, since=max(post.since, event.on), until=post.until)


def _take_back_units(event: LifeEvent, other: PartyOrg, ids: list[int], by: Principal) -> None:
    """Let the organization that went on give back the units that the merge brought it.

    Raises:
        Conflict: it has an event of its own since, or a unit has left it.
    """
    into = locks.lock_org(other, permission=REVERSE, by=by)
    later = [one for one in life.standing(recorded(into)) if one.on > event.on or one.pk > event.pk]
    if later:
        conflict(_("“%(org)s”合并后已有其他变更，不能撤回合并。"), code="later_event", org=into.name)
    held = Coverage.objects.of(unit__in=ids).live().filter(org=into, holds_from=event.on)
    if held.filter(valid__endswith__isnull=False).exists() or held.count() < len(ids):
        conflict(_("合并后单位的覆盖又有变动，不能撤回合并。"), code="later_coverage")
    coverage_rows.end(into, ids, on=event.on, reason=CoverageEndReason.LEFT, by=by)


def _refuse_taken(org: PartyOrg, ids: list[int], on: date) -> None:
    covered = Coverage.objects.of(unit__in=ids).touching(on).own().exclude(org=org).select_related("unit")
    row = covered.order_by("pk").first()
    if row is not None:
        message = _("“%(unit)s”已由其他党组织覆盖，不能撤回。")
        conflict(message, code="later_coverage", unit=row.unit.name)


def _restore(model: type[DatedFact], org: PartyOrg, ids: list[int], by: Principal) -> None:
    names = KEYS.get(model, ("org",))
    rows = Coverage.objects.of_org(org) if model is Coverage else model.objects.of(org=org)  # type: ignore[attr-defined]
    for row in rows.filter(pk__in=ids).order_by("pk"):
        values = {
            field.name: getattr(row, field.name)
            for field in model._meta.concrete_fields
            if field.name not in GIVEN and field.name not in names
        }
        key = {name: getattr(row, name) for name in names}
        dated.record(model, key=key, values=values, since=row.since, until=row.until, by=by, source=row.source)
