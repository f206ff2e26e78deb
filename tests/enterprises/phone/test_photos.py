"""Pictures of visits: cut anywhere and resumed, cleaned of place and camera, shown to whoever may see the visit."""

import hashlib
import random
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from access.principals import acting, system_scope
from enterprises import services
from enterprises.models import PhotoUpload, Submission, VisitPhoto
from enterprises.rules.pictures import MOST_BYTES, NotAPicture, cleaned
from tests.enterprises.phone.carrier import NOON, Phone
from tests.enterprises.phone.jpegs import jpeg, segment
from tests.enterprises.phone.test_applying import move

QUICK, FULL = 12, 200
CUTS = [pytest.param(QUICK, id="quick"), pytest.param(FULL, id="full", marks=pytest.mark.full)]


def digest(data):
    return hashlib.sha256(data).hexdigest()


def put(phone, number, picture, offset=0, data=b"", *, sha256=None, size=None, chunk=None):
    named = services.Named(number, sha256 or digest(picture), size or len(picture))
    piece = services.Chunk(offset, data, chunk or digest(data))
    with acting(phone.by) as by:
        return services.receive_chunk(device=phone.now(), named=named, chunk=piece, by=by, at=NOON)


def upload(phone, number, picture, rng=None, step=1_000):
    """Send a picture as the phone does; with ``rng`` the line is cut at random bytes and answers are lost."""
    got = put(phone, number, picture)
    while not got.is_whole:
        data = picture[got.received : got.received + (rng.randint(1, step) if rng else step)]
        if rng and rng.random() < 0.3:
            with pytest.raises(ValidationError):  # the line was cut within the chunk
                put(phone, number, picture, got.received, data[: rng.randint(0, len(data) - 1)], chunk=digest(data))
        told = put(phone, number, picture, got.received, data)
        if rng and rng.random() < 0.3:
            put(phone, number, picture, got.received, data)  # the answer was lost: the same once more
        got = told
    return got


def kept():
    return list(VisitPhoto.objects.as_system("test").order_by("pk"))


def test_a_picture_is_written_anew_from_its_image_alone():
    clean = cleaned(jpeg())
    assert b"canary" not in clean.lower()
    assert b"GPS" not in clean
    assert clean == jpeg(traces=False)
    assert cleaned(clean) == clean


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xd8", b"GIF89a", b"<html>", jpeg()[:-30], jpeg(width=5000), jpeg(height=0), b"\xff\xd8\xff\xd9",
     b"\xff\xd8" + segment(0xF1, b"x") + b"\xff\xd9", jpeg(traces=False)[:-2]],
)  # fmt: skip
def test_what_is_no_whole_picture_is_refused(data):
    with pytest.raises(NotAPicture):
        cleaned(data)


def test_a_picture_cut_at_any_byte_is_refused():
    whole = jpeg(size=60, traces=False)
    for length in range(len(whole)):
        with pytest.raises(NotAPicture):
            cleaned(whole[:length])


@pytest.mark.parametrize("runs", CUTS)
def test_uploads_cut_at_random_bytes_are_resumed_without_a_corrupt_file(world, phone, runs):
    rng = random.Random(4)
    unit, wanted = world.unit(), []
    for number in range(runs):
        entry = phone.note(unit)
        if number % 3:
            phone.send(entry)
        else:
            phone.arrive(entry)  # the visit is entered after its picture
        picture = jpeg(seed=number, size=rng.randint(200, 4_000))
        upload(phone, entry.client_uuid, picture, rng)
        phone.enter()
        wanted.append((digest(picture), digest(cleaned(picture))))
    assert [(row.sha256, digest(bytes(row.content))) for row in kept()] == wanted
    left = PhotoUpload.objects.as_system("test")
    assert {(bytes(row.content), row.kept_at is None) for row in left} == {(b"", False)}


def test_a_whole_picture_sent_again_is_kept_once(world, phone):
    entry, picture = phone.note(world.unit()), jpeg()
    phone.send(entry)
    for _again in range(2):
        assert upload(phone, entry.client_uuid, picture).is_whole
    assert len(kept()) == 1


def refusals(raised):
    return [error.code for error in raised.value.error_list]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"size": MOST_BYTES + 1}, "too_large"), ({"chunk": "0" * 64}, "damaged"), ({"size": 2}, "too_long")],
)
def test_what_cannot_be_a_picture_is_refused_and_leaves_nothing(world, phone, change, code):
    entry = phone.note(world.unit())
    phone.send(entry)
    with pytest.raises(ValidationError) as raised:
        put(phone, entry.client_uuid, jpeg(), 0, jpeg()[:900], **change)
    assert refusals(raised) == [code]
    assert not PhotoUpload.objects.as_system("test").exists()


def test_what_is_whole_but_no_picture_is_refused(world, phone):
    entry, page = phone.note(world.unit()), b"<script>alert(1)</script>"
    phone.send(entry)
    with pytest.raises(ValidationError) as raised:
        upload(phone, entry.client_uuid, page)
    assert refusals(raised) == ["no_picture"]
    assert kept() == []


def test_chunks_of_two_pictures_begin_anew(world, phone):
    entry, one, other = phone.note(world.unit()), jpeg(1), jpeg(2)
    phone.send(entry)
    half = len(one) // 2
    put(phone, entry.client_uuid, one, 0, one[:half])
    got = put(phone, entry.client_uuid, one, half, other[half : len(one)].ljust(len(one) - half, b"x"))
    assert (got.received, got.is_whole) == (0, False)
    assert upload(phone, entry.client_uuid, one).is_whole


def test_a_picture_needs_its_visit_and_its_phone_and_three_are_enough(world, phone):
    entry = phone.note(world.unit())
    phone.send(entry)
    with pytest.raises(ValidationError) as raised:
        put(phone, uuid4(), jpeg())
    assert refusals(raised) == ["unknown_visit"]
    with pytest.raises(ValidationError):
        put(Phone(world, "west"), entry.client_uuid, jpeg())
    for seed in range(3):
        upload(phone, entry.client_uuid, jpeg(seed))
    with pytest.raises(ValidationError) as raised:
        put(phone, entry.client_uuid, jpeg(9))
    assert refusals(raised) == ["too_many"]


def test_the_picture_of_a_visit_is_a_file_for_whoever_sees_the_unit(world, phone):
    unit = world.unit()
    row = phone.send(phone.note(unit))
    upload(phone, row.client_uuid, jpeg())
    address = reverse("enterprises:visit_photo", args=[kept()[0].pk])
    east, west = client(world, "east"), client(world, "west")
    page = east.get(reverse("enterprises:visit_changes", args=[row.visit_id]))
    assert address in page.content.decode()
    answer = east.get(address)
    assert answer.content == cleaned(jpeg())
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert west.get(address).status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(DatabaseError), transaction.atomic(), system_scope("test"):
        VisitPhoto.objects.as_system("test").update(content=b"")


def test_the_picture_of_a_held_visit_is_seen_by_its_supervisor_and_stays_with_it(world, phone):
    unit = world.unit()
    entry = phone.note(unit, formal=3)
    move(world, unit)
    row = phone.send(entry)
    upload(phone, row.client_uuid, jpeg())
    sent = PhotoUpload.objects.as_system("test").get()
    address = reverse("enterprises:sent_photo", args=[sent.pk])
    committee = client(world, "committee")
    assert address in committee.get(reverse("enterprises:submission", args=[row.pk])).content.decode()
    assert committee.get(address).content == cleaned(jpeg())
    assert client(world, "west").get(address).status_code == HTTPStatus.NOT_FOUND
    with acting(world.principal("committee")) as by:
        services.settle(submission=row, keep_current={}, by=by, at=NOON)
    assert len(kept()) == 1
    assert committee.get(address).status_code == HTTPStatus.NOT_FOUND


def test_the_door_for_pieces_takes_bytes_and_tells_what_is_there(world, phone):
    entry, picture = phone.note(world.unit()), jpeg()
    phone.send(entry)
    who = client(world, "east")
    path = f"/survey/phones/{phone.device.public_id}/photos/"

    def ask(offset, data, **more):
        query = {"visit": entry.client_uuid, "sha256": digest(picture), "size": len(picture), "offset": offset,
                 "chunk": digest(data)} | more  # fmt: skip
        address = f"{path}?" + "&".join(f"{name}={value}" for name, value in query.items())
        return who.post(address, data, content_type="application/octet-stream")

    assert ask(0, b"").json() == {"received": 0, "whole": False}
    assert ask(0, picture[:1000]).json() == {"received": 1000, "whole": False}
    assert ask(0, picture[:1000]).json() == {"received": 1000, "whole": False}
    assert ask(1000, picture[1000:]).json()["whole"]
    assert ask(0, b"x" * 70_000).status_code == HTTPStatus.BAD_REQUEST
    assert ask("x", b"").json() == {"error": "unreadable"}
    assert ask(0, b"", sha256="x").json() == {"error": "unreadable"}
    assert ask(0, b"", visit="x").json() == {"error": "unreadable"}
    assert ask(0, b"", chunk="0" * 64).json()["code"] == "damaged"
    other = client(world, "west")
    assert other.post(path + "?" + "visit=" + str(entry.client_uuid) + f"&sha256={'0' * 64}&chunk={'0' * 64}&size=1&offset=0",
                      b"", content_type="application/octet-stream").status_code == HTTPStatus.NOT_FOUND  # fmt: skip


def client(world, key):
    made = Client()
    made.force_login(world.users[key])
    return made


def test_pictures_of_a_saved_file_are_kept_once_and_others_refused(world, phone):
    unit, picture = world.unit(formal=2), jpeg()
    entry, stranger = phone.note(unit, formal=3), phone.note(unit, formal=4)
    number = entry.client_uuid
    right = services.Picture(services.Named(number, digest(picture), len(picture)), picture)
    odd = [
        services.Picture(services.Named(stranger.client_uuid, digest(picture), len(picture)), picture),
        services.Picture(services.Named(number, digest(b"other"), len(picture)), picture),
        services.Picture(services.Named(number, digest(b"text"), 4), b"text"),
    ]

    def bring(*pictures):
        with acting(world.principal("committee")) as by:
            return services.deliver_file(device=phone.now(), entries=[entry], pictures=pictures, by=by, at=NOON)

    assert bring(right, *odd) == services.Delivered(stored=1, pictures=1, unfit=3)
    assert bring(right) == services.Delivered(known=1, pictures=1)
    assert PhotoUpload.objects.as_system("test").get().whole_at is not None
    row = Submission.objects.as_system("test").get()
    with acting(world.principal("committee")) as by:
        services.settle(submission=row, keep_current={}, by=by, at=NOON)
    assert [one.sha256 for one in kept()] == [digest(picture)]
