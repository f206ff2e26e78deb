"""Locking what an act changes, in one order everywhere: units by id, then organizations by id."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date

from django.utils.translation import gettext as _

from access import policy
from access.errors import conflict, refuse
from access.principals import Principal, system_scope
from enterprises.models import Unit
from enterprises.rules import contact
from orgs.models import Coverage, PartyOrg


def lock_units(ids: Iterable[int], *, permission: str, by: Principal) -> list[Unit]:
    """Lock units by id.

    Raises:
        Denied: one of them is absent or lies outside what ``by`` may do.
    """
    wanted = sorted(set(ids))
    rows = Unit.objects.visible_to(by, permission).filter(pk__in=wanted).select_for_update(of=("self",)).order_by("pk")
    found = list(rows)
    if len(found) != len(wanted):
        raise policy.Denied(permission)
    return found


def lock_org(org: PartyOrg, *, permission: str, by: Principal, version: int | None = None) -> PartyOrg:
    """Lock an organization and return it as it stands.

    Raises:
        Denied: absent, or outside what ``by`` may do.
        Conflict: somebody changed it since ``version`` was read.
    """
    rows = PartyOrg.objects.visible_to(by, permission).filter(pk=org.pk).select_for_update(of=("self",))
    found: PartyOrg | None = rows.first()
    if found is None:
        raise policy.Denied(permission, target=org)
    if version is not None and found.version != version:
        conflict(_("“%(org)s”刚被他人修改，请刷新后重试。"), code="changed_meanwhile", org=found.name)
    return found


def require_active(org: PartyOrg, *, on: date) -> None:
    """Insist that the organization exists on a day.

    Raises:
        Conflict: not founded yet, or already merged or revoked.
    """
    if not org.is_active(on):
        conflict(_("“%(org)s”在%(on)s尚未成立或已终止。"), code="org_not_active", org=org.name, on=on.isoformat())


def not_in_future(label: str, day: date, *, by: Principal, field: str = "on") -> None:
    """Insist that a day is not in the future, as the principal's day stands.

    Raises:
        ValidationError: it lies in the future.
    """
    if by.today is not None and (refusal := contact.check_not_future(label, day, today=by.today)):
        refuse(refusal, field=field)


def as_one_whole() -> AbstractContextManager[None]:
    """Let an act on an organization, already checked, count or end also what lies where the actor sees nothing."""
    return system_scope("an organization counts and ends as one whole")


def covered_ids(org: PartyOrg, *, on: date) -> list[int]:
    """Return the ids of the units that an organization covers on a day or later, whoever asks."""
    rows = Coverage.objects.of_org(org).touching(on)
    return sorted(set(rows.values_list("unit_id", flat=True)))


def lock_org_with_units(
    org: PartyOrg, *, permission: str, on: date, by: Principal, version: int | None = None
) -> tuple[PartyOrg, list[Unit]]:
    """Lock every unit that an organization covers from a day on, then the organization.

    Raises:
        Denied: the organization or one of the units lies outside what ``by`` may do.
        Conflict: it came to cover another unit in between.
    """
    policy.check(by, permission, org)
    ids = covered_ids(org, on=on)
    units = lock_units(ids, permission="orgs.cover_unit", by=by)
    locked = lock_org(org, permission=permission, by=by, version=version)
    if covered_ids(org, on=on) != ids:
        conflict(_("“%(org)s”覆盖的单位刚有变动，请刷新后重试。"), code="changed_meanwhile", org=org.name)
    return locked, units
