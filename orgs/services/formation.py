"""Forming organizations: a unit's own (单建), joint (联建), regional (1+N); each decision is a rule with its clause."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from access import errors
from access.errors import refuse
from access.models import Area
from access.principals import Principal
from enterprises.models import Unit
from orgs.choices import FormationMode, OrgType, RegionalKind
from orgs.models import PartyOrg
from orgs.rules import formation
from orgs.services import coverage_rows, grids, locks
from orgs.services.founding import Founding, found
from orgs.services.rules_in_force import limits_at, nearness, require, situations

COVER = "orgs.cover_unit"


@transaction.atomic
def form_single(*, unit: Unit, founding: Founding, by: Principal) -> PartyOrg:
    """Form a unit's own organization (单独组建).

    Raises:
        Denied: ``by`` may not cover the unit or form organizations at the place.
        ValidationError: fewer than three formal members, not operating, or a field refuses.
        Conflict: the unit is covered already in a way that excludes it.
    """
    (unit,) = locks.lock_units([unit.pk], permission=COVER, by=by)
    founding = founding.at(unit.area, unit.managing_body)
    limits = limits_at(founding.where.path, on=founding.on)
    (situation,) = situations([unit], on=founding.on)
    verdict = formation.check_single(situation, nature=founding.nature, limits=limits)
    require(verdict, field="unit")
    verdict += formation.check_type(founding.org_type, members=situation.members, limits=limits)
    org = found(founding, form=FormationMode.SINGLE, by=by, verdict=verdict)
    coverage_rows.begin(org, [unit], FormationMode.SINGLE, since=founding.on, by=by)
    return org


@transaction.atomic
def form_joint(*, units: Sequence[Unit], founding: Founding, by: Principal) -> PartyOrg:
    """Form a joint organization of several units (联合组建); ``founding.reason`` is needed for more than five.

    Raises:
        Denied: ``by`` may not cover one of the units or form organizations at the place.
        ValidationError: too few units, fewer than three formal members together, more than the norm without a reason.
        Conflict: a unit is covered already in a way that excludes it.
    """
    locked = locks.lock_units([unit.pk for unit in units], permission=COVER, by=by)
    if not locked:
        refuse(_("请选择参加联合组建的单位。"), field="units", code="no_units")
    founding = founding.at(locked[0].area)
    limits = limits_at(founding.where.path, on=founding.on)
    facts = situations(locked, on=founding.on)
    verdict = formation.check_joint(facts, reason=founding.reason, limits=limits)
    require(verdict, field="units")
    verdict += nearness(locked, founding.where, on=founding.on)
    org = found(founding, form=FormationMode.JOINT, by=by, verdict=verdict)
    coverage_rows.begin(org, locked, FormationMode.JOINT, since=founding.on, by=by)
    return org


@transaction.atomic
def form_regional(
    *, founding: Founding, kind: RegionalKind, formal: int, areas: Sequence[Area], by: Principal
) -> PartyOrg:
    """Form a regional organization (1+N) with its grids, covering the operating units in them that nothing else covers.

    Args:
        founding: the reply; its area is required.
        kind: on what the organization stands.
        formal: formal members of the "1" itself, in persons.
        areas: the grids it looks after.
        by: who acts.

    Raises:
        Denied: ``by`` may not form organizations there, or a grid lies outside what ``by`` may do.
        ValidationError: too few formal members, an area that is no grid.
        Conflict: a grid belongs to another regional organization.
    """
    if founding.area is None:
        refuse(_("请选择区域党组织所在辖区。"), field="area", code="no_area")
    founding = founding.at(founding.area)
    limits = limits_at(founding.where.path, on=founding.on)
    verdict = formation.check_regional_branch(formal=formal, nature=founding.nature, limits=limits)
    require(verdict, field="formal")
    units = grids.lock_free_units(areas, since=founding.on, by=by)
    org = found(founding, form=FormationMode.REGIONAL, by=by, verdict=verdict, regional_kind=kind)
    grids.hold(org, areas, units, since=founding.on, by=by)
    return org


@transaction.atomic
def form_without_units(*, founding: Founding, by: Principal) -> PartyOrg:
    """Form an organization that covers no unit itself: a committee or general branch above others, a group within a branch.

    Raises:
        Denied: ``by`` may not form organizations at the place.
        ValidationError: no area, a type that needs units, a superior that cannot stand above it.
    """
    errors.require(formation.check_without_units(OrgType(founding.org_type)), field="units")
    area, parent = founding.area, founding.parent
    if founding.org_type == OrgType.GROUP:
        errors.require(
            formation.check_parent(OrgType.GROUP, OrgType(parent.org_type) if parent else None), field="parent"
        )
        area = area or (parent.area if parent else None)
    if area is None:
        refuse(_("没有覆盖单位的党组织，请写明所在辖区。"), field="area", code="no_area")
    return found(founding.at(area), form="", by=by)
