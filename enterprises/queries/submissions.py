"""Visits from phones as their supervisors see them: what waits for a person, and the phones."""

from access.principals import Principal
from access.registries import Waiting
from enterprises.choices import SubmissionState
from enterprises.models import Device, PhotoUpload, Submission

SETTLE = "enterprises.settle_submission"
MOST = 200  # latest first
OPEN = (SubmissionState.CONFLICT, SubmissionState.QUARANTINED, SubmissionState.WAITING, SubmissionState.RECEIVED)


def listed(principal: Principal) -> list[Submission]:
    """Return the latest visits from phones; those that wait for a person come first."""
    rows = Submission.objects.visible_to(principal, SETTLE).select_related("device").order_by("-pk")
    waiting = list(rows.filter(state__in=OPEN)[:MOST])
    settled = list(rows.exclude(state__in=OPEN)[: MOST - len(waiting)])
    return sorted(waiting, key=lambda row: (OPEN.index(SubmissionState(row.state)), -row.pk)) + settled


def waiting(principal: Principal) -> Waiting:
    """Return the visits that are held."""
    rows = Submission.objects.visible_to(principal, SETTLE).filter(
        state__in=[SubmissionState.CONFLICT, SubmissionState.QUARANTINED]
    )
    return Waiting(rows, rows)


def photos_of(row: Submission, principal: Principal) -> list[int]:
    """Return the pictures of a visit that arrived and are not kept with a visit yet."""
    rows = PhotoUpload.objects.visible_to(principal, SETTLE).filter(
        device=row.device_id, client_uuid=row.client_uuid, whole_at__isnull=False, kept_at__isnull=True
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def devices(principal: Principal) -> list[Device]:
    """Return the phones of the principal's areas, those in use first."""
    rows = list(Device.objects.visible_to(principal, SETTLE).order_by("-seen_at", "-pk")[:MOST])
    return sorted(rows, key=lambda row: row.revoked_at is not None)
