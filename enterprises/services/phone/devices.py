"""Phones: registered by whoever visits, used on a lease, revoked when lost."""

import base64
import os
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, crypto, errors, policy
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.models import Device
from enterprises.models.submissions import HALF_CONTEXT

VISIT = "enterprises.visit_unit"
SETTLE = "enterprises.settle_submission"
LEASE = timedelta(hours=72)
HALF_BYTES = 32


class Revoked(policy.Denied):
    """The phone was revoked: it sends nothing and gives up its half of the key."""


def _place(by: Principal) -> str:
    """Return the path of the area in which somebody visits."""
    roles = policy.roles_with(VISIT) | policy.roles_reaching(VISIT)
    paths = sorted(scope.path for held in by.held if held.role in roles for scope in held.scopes)
    return paths[0] if paths else ""


@transaction.atomic
def register_device(*, label: str, by: Principal, at: datetime) -> Device:
    """Register the phone in hand; its lease begins now.

    Raises:
        Denied: ``by`` may not visit anywhere.
        ValidationError: no person stands behind the account, or the phone has no name.
    """
    policy.check(by, VISIT)
    area = Area.objects.filter(path=_place(by)).order_by("pk").first()
    if area is None or by.person_id is None or by.user_id is None:
        errors.refuse(Refusal("phone_without_person", N_("该账号没有对应的人员或辖区，不能登记手机。")))
    half = base64.b64encode(os.urandom(HALF_BYTES)).decode()
    device = Device(
        user_id=by.user_id, person_id=by.person_id, holder=by.name[:80], area=area, label=label.strip(),
        half_cipher=crypto.encrypt(half, context=HALF_CONTEXT), registered_at=at, lease_until=at + LEASE, seen_at=at,
    )  # fmt: skip
    if not device.label:
        errors.refuse(_("请填写手机名称。"), field="label", code="required")
    device.save()
    audit.record(by, "enterprises.phone_registered", device, label=device.label)
    return device


def own_device(public_id: object, *, by: Principal) -> Device | None:
    """Return one's own phone, or None: another's and none at all answer alike."""
    found: Device | None = Device.objects.mine(by).filter(public_id=public_id, user_id=by.user_id).first()
    return found


@transaction.atomic
def renew_device(*, device: Device, by: Principal, at: datetime) -> Device:
    """Give the phone a new lease.

    Raises:
        Revoked: it was revoked; it gets nothing any more.
    """
    if device.revoked_at is not None:
        raise Revoked(VISIT, target=device)
    device.lease_until, device.seen_at = at + LEASE, at
    device.save(update_fields=["lease_until", "seen_at"])
    return device


@transaction.atomic
def revoke_device(*, device: Device, by: Principal, at: datetime) -> Device:
    """Revoke a phone: one's own, or one of the areas in which ``by`` supervises. Twice is once.

    Raises:
        Denied: it is neither.
    """
    if device.user_id != by.user_id:
        policy.check(by, SETTLE, device)
    if device.revoked_at is None:
        device.revoked_at, device.revoked_by_id = at, by.user_id
        device.save(update_fields=["revoked_at", "revoked_by"])
        audit.record(by, "enterprises.phone_revoked", device, label=device.label)
    return device
