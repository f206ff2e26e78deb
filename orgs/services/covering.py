"""Units that join, leave or split off an organization, and units that hang on to one (挂靠、依托)."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, policy
from access.errors import conflict
from access.outcome import Verdict
from access.principals import Principal
from enterprises.models import Unit
from orgs.choices import CoverageEndReason, FormationMode, LifeEventKind
from orgs.models import Coverage, PartyOrg
from orgs.rules import formation
from orgs.services import coverage_rows, locks
from orgs.services.formation import form_single
from orgs.services.founding import Founding, add_event, require_form
from orgs.services.rules_in_force import limits_at, nearness, require, require_reason, situations

COVER = "orgs.cover_unit"


@transaction.atomic
def affiliate(*, unit: Unit, org: PartyOrg, on: date, by: Principal, reason: str = "") -> Coverage:
    """Let a unit's members hang on to another unit's organization (挂靠组建).

    Raises:
        Denied: the unit or the organization lies outside what ``by`` may do.
        ValidationError: the unit has no member or does not operate.
        Conflict: covered already, or the organization is not active.
    """
    return _attach(unit, org, FormationMode.AFFILIATED, on, by, reason)


@transaction.atomic
def rely(*, unit: Unit, org: PartyOrg, on: date, by: Principal, reason: str = "") -> Coverage:
    """Let a unit rely on the organization of an association, leading enterprise or market (依托组建).

    Raises:
        Denied: the unit or the organization lies outside what ``by`` may do.
        ValidationError: the unit does not operate.
        Conflict: covered already, or the organization is not active.
    """
    return _attach(unit, org, FormationMode.RELYING, on, by, reason)


@transaction.atomic
def join(*, unit: Unit, org: PartyOrg, on: date, by: Principal, reason: str = "") -> Coverage:
    """Let a unit join a joint organization, or a regional one (加入联合党支部、区域党组织).

    Raises:
        Denied: the unit or the organization lies outside what ``by`` may do.
        ValidationError: more units than the norm without a reason, or the unit does not operate.
        Conflict: covered already, the organization is neither joint nor regional, or not active.
    """
    if org.form not in {FormationMode.JOINT, FormationMode.REGIONAL}:
        conflict(_("“%(org)s”是单独组建的党组织，其他单位只能挂靠或依托。"), code="wrong_form", org=org.name)
    return _attach(unit, org, FormationMode(org.form), on, by, reason)


@transaction.atomic
def leave(*, unit: Unit, org: PartyOrg, on: date, by: Principal, reason: str) -> None:
    """End a unit's coverage by an organization on a day; the organization's own unit leaves only when it is revoked.

    Raises:
        Denied: the unit or the organization lies outside what ``by`` may do.
        Conflict: not covered on that day, or the organization is the unit's own.
    """
    (unit,) = locks.lock_units([unit.pk], permission=COVER, by=by)
    org = locks.lock_org(org, permission=COVER, by=by)
    locks.not_in_future(_("退出日期"), on, by=by)
    row = coverage_rows.standing(unit, org, on=on)
    if row.mode == FormationMode.SINGLE:
        conflict(_("“%(org)s”是该单位单独组建的党组织，不能退出，只能撤销或合并。"), code="own_org", org=org.name)
    coverage_rows.end(org, [unit.pk], on=on, reason=CoverageEndReason.LEFT, by=by)
    audit.record(by, "orgs.unit_left", org, unit=unit.pk, on=str(on), reason=reason)


@transaction.atomic
def split_off(*, unit: Unit, org: PartyOrg, founding: Founding, by: Principal) -> PartyOrg:
    """Let a unit leave a joint organization and form its own (分出单独组建). Source: source 001 7家…单独建立了党支部.

    Raises:
        Denied: the unit or the organization lies outside what ``by`` may do.
        ValidationError: the unit does not meet the rule of single formation.
        Conflict: the organization does not cover the unit on that day.
    """
    (unit,) = locks.lock_units([unit.pk], permission=COVER, by=by)
    org = locks.lock_org(org, permission=COVER, by=by)
    row = coverage_rows.standing(unit, org, on=founding.on)
    if row.mode == FormationMode.SINGLE:
        conflict(_("该单位已单独组建党组织。"), code="own_org")
    coverage_rows.end(org, [unit.pk], on=founding.on, reason=CoverageEndReason.SPLIT_OFF, by=by)
    parent = founding.parent or org.parent
    new = form_single(unit=unit, founding=replace(founding, parent=parent), by=by)
    add_event(org, LifeEventKind.SPLIT, founding, by=by, other=new, unit=unit.pk)
    return new


def end_for_gone_unit(*, obj: Unit, on: date, by: Principal) -> None:
    """End every coverage of a unit that stops, moves away or is deregistered; called by the closing service."""
    rows = Coverage.objects.of(unit=obj).touching(on)
    for org in {row.org for row in rows.select_related("org")}:
        coverage_rows.end(org, [obj.pk], on=on, reason=CoverageEndReason.UNIT_GONE, by=by)
        audit.record(by, "orgs.unit_gone", org, unit=obj.pk, on=str(on))


def _attach(unit: Unit, org: PartyOrg, mode: FormationMode, on: date, by: Principal, reason: str) -> Coverage:
    (unit,) = locks.lock_units([unit.pk], permission=COVER, by=by)
    policy.check(by, COVER, org)
    org = locks.lock_org(org, permission=COVER, by=by)
    locks.require_active(org, on=on)
    locks.not_in_future(_("开始日期"), on, by=by)
    limits = limits_at(org.area_path, on=on)
    (situation,) = situations([unit], on=on)
    if mode == FormationMode.JOINT:
        verdict = _joint_with(unit, org, on, reason)
    elif mode == FormationMode.AFFILIATED:
        verdict = formation.check_affiliated(situation, limits=limits)
    else:
        verdict = formation.check_covered(situation, limits=limits)
    require(verdict, field="unit")
    require_reason(verdict, reason)
    (row,) = coverage_rows.begin(org, [unit], mode, since=on, by=by, note=reason[:200])
    audit.record(by, "orgs.unit_covered", org, unit=unit.pk, mode=str(mode), on=str(on), reason=reason)
    return row


def _joint_with(unit: Unit, org: PartyOrg, on: date, reason: str) -> Verdict:
    """Return what the rule of joint formation says of an organization's units together with one more."""
    require_form(org, FormationMode.JOINT, _("“%(org)s”不是联合党组织。"))
    limits = limits_at(org.area_path, on=on)
    with locks.as_one_whole():
        rows = Coverage.objects.as_system().as_of(on).filter(org=org, mode=FormationMode.JOINT).select_related("unit")
        found = situations([*(row.unit for row in rows.order_by("unit_id")), unit], on=on)
    return formation.check_joint(found, reason=reason, limits=limits) + nearness([unit], org.area, on=on)
