"""Visits that a phone saved as a file and a supervisor brings (存下的走访文件): stored as sent, each decided by a person.

A file can be changed by whoever has it, so nothing of it is entered by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from access import audit, policy
from access.principals import Principal
from enterprises.choices import HeldReason
from enterprises.models import Device, Submission, SubmissionAside
from enterprises.services.phone.applying import Held, hold
from enterprises.services.phone.devices import SETTLE
from enterprises.services.phone.photos import Picture, deliver_photo
from enterprises.services.phone.receiving import Entry, aside_of, submission_of, take_number


@dataclass(frozen=True)
class Delivered:
    """What became of a file: visits stored now, known before with the same content, known with another one and kept aside.

    ``pictures`` are there now or were before; ``unfit`` ones are none, damaged, or of no visit of the phone.
    """

    stored: int = 0
    known: int = 0
    aside: int = 0
    pictures: int = 0
    unfit: int = 0


@transaction.atomic
def deliver_file(
    *, device: Device, entries: Sequence[Entry], by: Principal, at: datetime, pictures: Sequence[Picture] = ()
) -> Delivered:
    """Store the visits of a file for a decision; what the phone itself has sent already is left as it is.

    A revoked phone's file is taken too: it is a person who vouches for it.

    Raises:
        Denied: ``by`` does not supervise where the phone lies.
    """
    policy.check(by, SETTLE, device)
    phone: Device = Device.objects.visible_to(by, SETTLE).select_for_update(of=("self",)).get(pk=device.pk)
    fates = [_deliver(phone, entry, at) for entry in sorted(entries, key=lambda one: one.sequence)]
    kept = [deliver_photo(phone, one, by=by, at=at) for one in pictures]
    stored = fates.count("stored")
    audit.record(by, "enterprises.file_delivered", phone, visits=len(entries), stored=stored, pictures=sum(kept))
    return Delivered(stored, fates.count("known"), fates.count("aside"), sum(kept), len(kept) - sum(kept))


def _deliver(phone: Device, entry: Entry, at: datetime) -> str:
    take_number(entry.client_uuid)
    rows = Submission.objects.of(device=phone)
    before = rows.filter(client_uuid=entry.client_uuid).first()
    if before is None:
        row = submission_of(phone, entry, at=at)
        hold(row, Held(HeldReason.BY_FILE))
        rows.bulk_create([row], ignore_conflicts=True)
        if entry.sequence == phone.last_sequence + 1:
            phone.last_sequence = entry.sequence
            phone.save(update_fields=["last_sequence"])
        stored = rows.filter(client_uuid=entry.client_uuid).first()
        if stored is not None:
            return "stored"
    elif before.payload_hash == entry.digest:
        return "known"
    SubmissionAside.objects.of(device=phone).bulk_create([aside_of(phone, entry)], ignore_conflicts=True)
    return "aside"
