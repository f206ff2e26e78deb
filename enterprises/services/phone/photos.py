"""Pictures from phones: received chunk by chunk, checked by digest, cleaned, and kept with their visit."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now

from access import audit, errors
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import SubmissionState
from enterprises.models import Device, PhotoUpload, Submission, VisitPhoto
from enterprises.rules import pictures
from enterprises.services import locking
from enterprises.services.phone.devices import VISIT, Revoked


@dataclass(frozen=True)
class Named:
    """Which picture: of which visit of a phone, its digest and its length."""

    client_uuid: UUID
    sha256: str
    size: int


@dataclass(frozen=True)
class Chunk:
    """A piece of a picture: where it begins, what it is, and the digest that it should have."""

    offset: int
    data: bytes
    sha256: str


@dataclass(frozen=True)
class Picture:
    """A whole picture out of a file that a phone saved."""

    named: Named
    data: bytes


@dataclass(frozen=True)
class Progress:
    """How much of a picture has arrived; the phone goes on from there, and lets its copy go when it is whole."""

    received: int
    is_whole: bool


@transaction.atomic
def receive_chunk(*, device: Device, named: Named, chunk: Chunk, by: Principal, at: datetime) -> Progress:
    """Add a chunk to a picture; one that came before, or too early, changes nothing and is answered with what is there.

    Raises:
        Revoked: the phone was revoked.
        ValidationError: the chunk is damaged, the visit is unknown, there are too many pictures, or it is none.
    """
    if device.revoked_at is not None:
        raise Revoked(VISIT, target=device)
    if hashlib.sha256(chunk.data).hexdigest() != chunk.sha256:
        errors.refuse(Refusal("damaged", N_("照片在传送中损坏，请重新传送。")))
    row = _upload(device, named, by, at)
    if row.whole_at is not None:
        return Progress(row.size, True)
    before = bytes(row.content)
    if chunk.offset != len(before) or not chunk.data:
        return Progress(len(before), False)
    whole = before + chunk.data
    if len(whole) > row.size:
        errors.refuse(Refusal("too_long", N_("照片比登记的大。")))
    return _finish(row, whole, by, at) if len(whole) == row.size else _grow(row, whole)


def deliver_photo(device: Device, picture: Picture, *, by: Principal, at: datetime) -> bool:
    """Keep a whole picture that a supervisor brings with a file; say whether it is there. What was sent before stays as it is."""
    named = picture.named
    sent = Submission.objects.of(device=device).filter(client_uuid=named.client_uuid)
    is_right = len(picture.data) == named.size and hashlib.sha256(picture.data).hexdigest() == named.sha256
    if not is_right or not sent.exists():
        return False
    try:
        with transaction.atomic():
            row = _row(device, named, at)
            return row.whole_at is not None or _finish(row, picture.data, by, at).is_whole
    except ValidationError:
        return False


def _upload(device: Device, named: Named, by: Principal, at: datetime) -> PhotoUpload:
    """Return the locked row of a picture of one's own visit, made when its first chunk comes."""
    if not Submission.objects.mine(by).filter(client_uuid=named.client_uuid, device=device).exists():
        errors.refuse(Refusal("unknown_visit", N_("这张照片的走访还没有送达。")))
    return _row(device, named, at)


def _row(device: Device, named: Named, at: datetime) -> PhotoUpload:
    rows = PhotoUpload.objects.of(device=device).filter(client_uuid=named.client_uuid)
    if named.sha256 not in rows.order_by("pk").values_list("sha256", flat=True):
        _check_room(rows.count(), named.size)
        made = PhotoUpload(
            device=device, person_id=device.person_id, client_uuid=named.client_uuid, sha256=named.sha256,
            size=named.size, begun_at=at,
        )  # fmt: skip
        PhotoUpload.objects.of(device=device).bulk_create([made], ignore_conflicts=True)
    found: PhotoUpload = rows.select_for_update(of=("self",)).get(sha256=named.sha256)
    return found


def _check_room(before: int, size: int) -> None:
    if before >= pictures.MOST_PHOTOS:
        errors.refuse(Refusal("too_many", N_("每次走访最多%(most)d张照片。"), {"most": pictures.MOST_PHOTOS}))
    if not 0 < size <= pictures.MOST_BYTES:
        errors.refuse(Refusal("too_large", N_("照片过大。")))


def _grow(row: PhotoUpload, content: bytes) -> Progress:
    row.content = content
    row.save(update_fields=["content"])
    return Progress(len(content), False)


def _finish(row: PhotoUpload, whole: bytes, by: Principal, at: datetime) -> Progress:
    """Check the whole picture, clean it, and keep it with its visit if that is entered already."""
    if hashlib.sha256(whole).hexdigest() != row.sha256:
        return _grow(row, b"")  # each chunk was right, but not of one picture: it begins anew
    try:
        row.content = pictures.cleaned(whole)
    except pictures.NotAPicture:
        errors.refuse(Refusal("no_picture", N_("这个文件不是可用的照片。")))
    row.whole_at = at
    row.save(update_fields=["content", "whole_at"])
    audit.record(by, "enterprises.photo_received", row.device, number=str(row.client_uuid))
    entered = Submission.objects.of(device=row.device).filter(
        client_uuid=row.client_uuid, state=SubmissionState.APPLIED
    ).first()  # fmt: skip
    if entered is not None:
        keep_photos(entered)
    return Progress(row.size, True)


def keep_photos(submission: Submission) -> None:
    """Keep the pictures that have arrived whole with their visit, which was entered under a permission."""
    with locking.following():  # the unit may have moved since it was visited
        visit = submission.visit
        if visit is None:
            return
        rows = PhotoUpload.objects.of(device=submission.device).filter(
            client_uuid=submission.client_uuid, whole_at__isnull=False, kept_at__isnull=True
        )
        uploads = list(rows.select_for_update(of=("self",)).order_by("pk"))
        made = [
            VisitPhoto(unit_id=visit.unit_id, visit=visit, sha256=one.sha256, content=one.content) for one in uploads
        ]
        VisitPhoto.objects.of(unit=visit.unit).bulk_create(made, ignore_conflicts=True)
        rows.filter(pk__in=[one.pk for one in uploads]).update(content=b"", kept_at=Now())
