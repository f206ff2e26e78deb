"""Receiving: what a phone sends is stored first, always; the same once more gets the first receipt, other content is kept aside."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from access import audit, crypto, errors
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.models import Device, Submission, SubmissionAside
from enterprises.rules import phone
from enterprises.services.phone import numbers
from enterprises.services.phone.devices import VISIT, Revoked

LOCK = 735_003  # class of the advisory locks of numbers of visits
OTHER_CONTENT = Refusal("other_content", N_("同一走访编号已收到另一份内容，这一份另行留存，不会覆盖。"))


@dataclass(frozen=True)
class Entry:
    """One visit as the phone keeps it; sent again it is the same in every part."""

    client_uuid: UUID
    sequence: int
    unit: int
    unit_name: str
    payload: Mapping[str, Any]
    base_version: int | None = None
    device_at: datetime | None = None

    @property
    def digest(self) -> str:
        """What tells this content from any other; keyed, since numbers of persons are in it."""
        return crypto.blind_index(json.dumps(asdict(self), default=str, sort_keys=True))


@dataclass(frozen=True)
class Receipt:
    """The answer to a phone, which may now let its copy go; ``is_first`` tells the first arrival from a repetition."""

    submission: Submission
    is_first: bool


@transaction.atomic
def receive(*, device: Device, entry: Entry, by: Principal, at: datetime, sent_at: datetime | None = None) -> Receipt:
    """Store what a phone sent; nothing of it is judged here.

    The number decides in the database, so that any number of connections with the same visit store it once.

    Raises:
        Revoked: the phone was revoked.
        OtherContent: the number came before with other content; call :func:`keep_aside` in a transaction that stays.
    """
    if device.revoked_at is not None:
        raise Revoked(VISIT, target=device)
    row = submission_of(device, entry, at=at, sent_at=sent_at)
    take_number(entry.client_uuid)
    before = _received(entry, by)
    if before is None:
        Submission.objects.of(device=device).bulk_create([row], ignore_conflicts=True)
    stored = before or _received(entry, by)
    if stored is None or stored.payload_hash != entry.digest:
        raise OtherContent
    return Receipt(stored, before is None)


def submission_of(device: Device, entry: Entry, *, at: datetime, sent_at: datetime | None = None) -> Submission:
    """Return the row that keeps what was sent; the server's clock says when it was entered."""
    happened = phone.instant_of(
        entered=entry.device_at, sent=sent_at, received=at, not_before=min(device.registered_at, at)
    )
    return Submission(
        client_uuid=entry.client_uuid, device=device, person_id=device.person_id, sequence=entry.sequence,
        unit_sent=entry.unit, unit_name=entry.unit_name, payload_hash=entry.digest,
        payload=numbers.sealed(entry.payload, entry.client_uuid),
        base_version=entry.base_version, device_at=entry.device_at, received_at=at,
        happened_on=timezone.localdate(happened),
    )  # fmt: skip


def take_number(number: UUID) -> None:
    """Let repetitions of one number wait for each other, so that exactly one of them is the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, str(number)])


class OtherContent(errors.Conflict):
    """A number that was received before carries other content now (409)."""

    def __init__(self) -> None:
        super().__init__(str(OTHER_CONTENT.render()), code=OTHER_CONTENT.code)


def _received(entry: Entry, by: Principal) -> Submission | None:
    found: Submission | None = Submission.objects.mine(by).filter(client_uuid=entry.client_uuid).first()
    return found


@transaction.atomic
def keep_aside(*, device: Device, entry: Entry, by: Principal) -> None:
    """Keep other content of a known number beside it, once however often it comes."""
    SubmissionAside.objects.of(device=device).bulk_create([aside_of(device, entry)], ignore_conflicts=True)
    audit.record(by, "enterprises.submission_aside", device, number=str(entry.client_uuid))


def aside_of(device: Device, entry: Entry) -> SubmissionAside:
    """Return the row that keeps other content of a known number."""
    return SubmissionAside(
        device=device, person_id=device.person_id, client_uuid=entry.client_uuid, payload=json_of(entry),
        payload_hash=entry.digest,
    )  # fmt: skip


def json_of(entry: Entry) -> dict[str, Any]:
    """Return all parts of an entry as JSON."""
    whole = asdict(entry) | {"payload": numbers.sealed(entry.payload, entry.client_uuid)}
    found: dict[str, Any] = json.loads(json.dumps(whole, default=str))
    return found
