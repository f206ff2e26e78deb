"""Pictures of the survey page in a real Chromium over a line that is cut at random bytes: resumed by the page itself (O4)."""

import base64
import hashlib
import json
import random
import struct
import sys
import zlib
from collections import Counter
from contextlib import closing

import pytest
from playwright.sync_api import expect

from enterprises.models import PhotoUpload, Submission, Visit, VisitPhoto
from enterprises.rules.pictures import MOST_PHOTOS, cleaned
from tests.factories import orgs
from tests.journeys.cutting import CuttingLine
from tests.journeys.officers import Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UPLOADS = [pytest.param(6, id="quick"), pytest.param(200, id="200", marks=pytest.mark.full)]
SHARE = 0.2  # of the pieces after the first are cut too
PATIENCE = 10_000  # ms for each picture until the page has got it through


@pytest.fixture
def world(web):
    """Give the district, committed; ``web`` first, since it empties afterwards."""
    return orgs.build()


def digest(data):
    return hashlib.sha256(data).hexdigest()


def photograph(seed, side=220):
    """Return a picture of noise, which no compression makes small."""
    rng = random.Random(seed)
    rows = zlib.compress(b"".join(b"\x00" + rng.randbytes(3 * side) for _row in range(side)), 1)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in parts)
    return {"name": f"{seed}.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"".join(chunks)}


def take(person, unit, pictures):
    """Visit a unit and take pictures of it."""
    person.begin(unit)
    person.page.set_input_files("#take-photo", pictures)
    expect(person.page.locator("#photos-taken .photo")).to_have_count(len(pictures))
    person.page.locator("#save").tap()
    person.at("list")


def on_the_phone(person, folder):
    """Return the pictures as the phone has them, by visit and digest, out of the file that it saves."""
    person.page.locator("summary", has_text="更多").tap()
    with person.page.expect_download() as download:
        person.page.locator("#save-file").tap()
    download.value.save_as(folder / "survey.json")
    whole = json.loads((folder / "survey.json").read_text())["pictures"]
    return {(one["number"], one["sha256"]): base64.b64decode(one["content"]) for one in whole}


@pytest.mark.parametrize("uploads", UPLOADS)
def test_pictures_cut_at_random_bytes_arrive_whole_and_once(web, world, chromium, tmp_path, uploads):
    batches = [range(first, min(first + MOST_PHOTOS, uploads)) for first in range(0, uploads, MOST_PHOTOS)]
    units = [world.unit() for _batch in batches]
    with closing(CuttingLine(web, SHARE, seed=7)) as line:
        person = Officer(chromium, line.address, world.users["east"])
        with closing(person.context):
            person.set_up()
            person.offline()
            for unit, batch in zip(units, batches, strict=True):
                take(person, unit, [photograph(seed) for seed in batch])
            taken = on_the_phone(person, tmp_path)
            assert len(taken) == uploads
            person.offline(False)  # nobody touches the phone from here on
            expect(person.page.locator("#photos-waiting")).to_be_hidden(timeout=30_000 + PATIENCE * uploads)
            person.counts(0, 0, len(units))
            assert not person.dump()["photos"]
            assert not person.faults
    stored_unheard = f"{line.answers_cut} of them after the server had stored the piece"
    sys.stdout.write(f"{uploads} pictures, {line.cuts} cuts, {stored_unheard}\n")
    assert Counter(line.cuts_of.keys()) == Counter({sha256.encode(): 1 for _number, sha256 in taken})
    assert Visit.objects.as_system("test").count() == len(units)
    numbers = dict(Submission.objects.as_system("test").values_list("visit_id", "client_uuid"))
    kept = VisitPhoto.objects.as_system("test").values_list("visit_id", "sha256", "content")
    stored = [((str(numbers[visit]), sha256), digest(bytes(content))) for visit, sha256, content in kept]
    assert Counter(stored) == Counter({(key, digest(cleaned(picture))): 1 for key, picture in taken.items()})
    assert all(digest(picture) == sha256 for (_number, sha256), picture in taken.items())
    left = PhotoUpload.objects.as_system("test")
    assert {(bytes(row.content), row.kept_at is None) for row in left} == {(b"", False)}
