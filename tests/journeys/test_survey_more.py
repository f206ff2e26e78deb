"""The phone beside the counts: difficulty, liaison person, pictures, what rounds ask, the file of last resort, the coverage page."""

import json
import re
import struct
import zlib
from datetime import timedelta

import pytest
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from access.principals import Principal, acting, system_scope
from enterprises import services
from enterprises.models import (
    AnswerFact,
    BaseFact,
    Difficulty,
    LiaisonFact,
    PhotoUpload,
    PlacementFact,
    RoundTask,
    Submission,
    Visit,
    VisitPhoto,
)
from enterprises.rules.pictures import cleaned
from tests.factories import orgs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_DAY_AGO = """() => new Promise((done) => {
  const request = indexedDB.open("survey");
  request.onsuccess = () => {
    const store = request.result.transaction("queue", "readwrite").objectStore("queue");
    store.openCursor().onsuccess = (event) => {
      const { result } = event.target;
      if (!result) return done();
      result.update({ ...result.value, at: Date.now() - 25 * 3600 * 1000 });
      return result.continue();
    };
  };
})"""


@pytest.fixture
def world(web):
    """Give the district, committed; ``web`` first, since it empties afterwards."""
    return orgs.build()


def png(width=1600, height=1200):
    """Return a picture with a place written into it."""
    rows = zlib.compress(b"".join(b"\x00" + bytes((y % 256, 90, 160)) * width for y in range(height)), 1)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"tEXt", b"GPS\x00canary 28.77N"),
             (b"IDAT", rows), (b"IEND", b"")]  # fmt: skip
    chunks = (struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_difficulty_liaison_person_and_picture_go_with_a_visit_and_a_cut_picture_is_resumed(world, officer):
    unit = world.unit(formal=2)
    person = officer(world.users["east"])
    person.set_up()
    person.offline()
    page = person.page
    person.begin(unit)
    page.fill("#liaison_name", "张三")
    page.fill("#liaison_phone", "13800138000")
    page.locator("#difficulty summary").tap()
    page.fill("#difficulty-text", "扩建缺少流动资金")
    page.locator("#save").tap()
    expect(page.locator("#faults")).to_contain_text("请选择困难类别")
    page.select_option("#difficulty-kind", "finance")
    page.set_input_files("#take-photo", {"name": "door.png", "mimeType": "image/png", "buffer": png()})
    expect(page.locator("#photos-taken .photo")).to_have_count(1)
    page.locator("#save").tap()
    person.at("list")
    expect(page.locator("#photos-waiting")).to_be_visible()
    assert "canary" not in "\n".join(person.dump().values())
    cut = []

    def first_piece_unheard(route):
        if "offset=0" in route.request.url and not cut and route.request.post_data_buffer:
            cut.append(route.fetch().status)  # the server has it, the phone never hears of it
            return route.abort()
        return route.continue_()

    person.context.route(re.compile("/photos/"), first_piece_unheard)
    person.offline(False)
    person.counts(0, 0, 1)
    expect(page.locator("#photos-waiting")).to_be_hidden(timeout=20_000)  # the page tries again by itself
    assert cut
    visit = Visit.objects.as_system("test").get()
    photo = bytes(VisitPhoto.objects.as_system("test").get(visit=visit).content)
    assert photo == cleaned(photo)
    assert b"canary" not in photo
    assert Difficulty.objects.as_system("test").get().visit_id == visit.pk
    assert LiaisonFact.objects.as_system("test").get(unit=unit).name == "张三"


def test_after_a_day_the_phone_warns_and_its_file_is_delivered_by_a_supervisor(world, officer, tmp_path):
    unit = world.unit(formal=2)
    person = officer(world.users["east"])
    person.set_up()
    person.offline()
    page = person.page
    person.begin(unit)
    page.fill("#formal", "3")
    page.set_input_files("#take-photo", {"name": "door.png", "mimeType": "image/png", "buffer": png()})
    expect(page.locator("#photos-taken .photo")).to_have_count(1)
    page.locator("#save").tap()
    person.at("list")
    expect(person.page.locator("#only-copy")).to_be_hidden()
    person.page.evaluate(A_DAY_AGO)
    person.reload()
    expect(person.page.locator("#only-copy")).to_be_visible()
    person.page.locator("summary", has_text="更多").tap()
    with person.page.expect_download() as download:
        person.page.locator("#save-file").tap()
    path = tmp_path / "survey.json"
    download.value.save_as(path)
    whole = json.loads(path.read_text())
    assert (len(whole["visits"]), len(whole["pictures"])) == (1, 1)
    supervisor = Client()
    supervisor.force_login(world.users["committee"])
    with path.open("rb") as file:
        assert supervisor.post(reverse("enterprises:deliver_file"), {"file": file}).status_code == 302
    assert Submission.objects.as_system("test").get().reason == "by_file"
    assert PhotoUpload.objects.as_system("test").get().whole_at is not None
    person.offline(False)
    person.counts(0, 1, 0)  # known already: let go with the first receipt, and decided by a person
    assert Submission.objects.as_system("test").count() == 1


@pytest.fixture
def asked(world):
    """Give a round with a question for units of ten persons and more; only one of two units is on the officer's list."""
    today = timezone.localdate()
    unit = world.unit(name="示例甲公司")
    with acting(Principal.for_user(world.users["committee"], on=today)) as by:
        question = services.design_question(
            label="党建活动场地", code="venue", kind="yes_no", shown_if={"field": "staff", "op": "ge", "value": 10},
            on=today, by=by,
        )  # fmt: skip
        services.open_survey_round(
            area=world.east, name="示例轮次", starts_on=today, ends_on=today + timedelta(days=30), on=today, by=by,
            questions=[question], parts=["staff", "members"],
        )  # fmt: skip
    RoundTask.objects.as_system("test").update(officer=world.users["east"])
    world.unit(name="示例乙公司")
    return unit


def test_the_list_of_a_round_and_its_questions_are_on_the_phone_in_english_too(world, officer, asked):
    person = officer(world.users["east"])
    person.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": person.home}])
    person.set_up()
    page = person.page
    expect(page.locator("#units li")).to_have_count(1)
    person.offline()
    person.begin(asked)
    expect(page.locator("h1")).to_have_text("Visit")
    expect(page.locator("[data-field=extra_venue]")).to_be_hidden()
    expect(page.locator("#fields-liaison")).to_be_hidden()
    page.fill("#staff", "12")
    expect(page.locator("[data-field=extra_venue]")).to_be_visible()
    page.select_option("#extra_venue", "true")
    page.locator("#save").tap()
    person.at("list")
    person.offline(False)
    person.counts(0, 0, 1)
    assert AnswerFact.objects.as_system("test").get(unit=asked).value is True
    assert not RoundTask.objects.as_system("test").unsettled().exists()


def test_a_new_officer_does_one_visit_offline_and_the_coverage_page_moves_after_sync(purse, officer):
    world = purse.world
    unit = world.unit(name="示例新办公司", formal=0)
    valid = DateRange(orgs.OPENED, None)
    with system_scope("test data"):
        PlacementFact.objects.create(unit=unit, area=unit.area, valid=valid)
        BaseFact.objects.create(unit=unit, in_base=True, reason="legal_unit", valid=valid)
    person = officer(world.users["east"])
    figures, coverage = "document.querySelector('#content').innerText", reverse("reports:coverage")
    person.page.goto(coverage)
    assert "应建未建数\n0" in person.page.evaluate(figures)
    person.set_up()
    person.offline()
    person.enter(unit, staff=20, formal=3)
    person.counts(1, 0, 0)
    person.offline(False)
    person.counts(0, 0, 1)
    person.page.goto(coverage)
    assert "应建未建数\n1" in person.page.evaluate(figures)  # three members and no organization yet
