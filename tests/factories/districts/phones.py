"""Phones of one relation, what they sent, and pictures of visits."""

from uuid import uuid4

from django.utils import timezone

from access import crypto
from access.choices import Role
from enterprises.models import Device, PhotoUpload, Submission, SubmissionAside, VisitPhoto
from enterprises.models.submissions import HALF_CONTEXT
from tests.factories.districts.world import World


def make_phone(world: World, at: str, rows: dict) -> None:
    """Plant an officer's phone with a visit that is held and other content beside it."""
    now, person = timezone.now(), rows["person"]
    phone = rows["phone"] = Device.objects.create(
        user=world.users[Role.COMMITTEE], person=person, holder=world.token(at, "phone-holder"), area=rows["area"],
        label=world.token(at, "phone-label"), half_cipher=crypto.encrypt("half", context=HALF_CONTEXT), registered_at=now,
        lease_until=now, seen_at=now,
    )  # fmt: skip
    sent = {"device": phone, "person": person, "client_uuid": uuid4(), "payload_hash": "0"}
    rows["submission"] = Submission.objects.create(
        **sent, sequence=1, unit_sent=rows["unit"].pk, unit_name=rows["unit"].name, received_at=now,
        payload={"note": world.token(at, "sent-note")}, happened_on=world.since, state="quarantined", reason="malformed",
    )  # fmt: skip
    SubmissionAside.objects.create(**sent, payload={"note": world.token(at, "aside-note")})
    rows["sent photo"] = PhotoUpload.objects.create(
        device=phone, person=person, client_uuid=sent["client_uuid"], sha256="1" * 64, size=9, begun_at=now, whole_at=now,
        content=world.token(at, "sent-photo").encode(),
    )  # fmt: skip
    rows["photo"] = VisitPhoto.objects.create(
        unit=rows["unit"], visit=rows["visit"], sha256="2" * 64, content=world.token(at, "visit-photo").encode()
    )
