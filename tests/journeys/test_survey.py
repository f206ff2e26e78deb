"""The survey page in a real Chromium: without a network, killed while sending, on two phones, revoked, and dumped."""

import gzip
import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from access.principals import system_scope
from enterprises.models import Device, MembersFact, ScaleFact, Submission, Visit
from tests.factories import orgs
from tests.journeys.officers import PIN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CANARY = "示例金丝雀精密机械有限公司"
MOST_TAPS = 6
SENDING = re.compile("/survey/send/$")
END_LEASE = """() => new Promise((done) => {
  const request = indexedDB.open("survey");
  request.onsuccess = () => {
    const store = request.result.transaction("meta", "readwrite").objectStore("meta");
    const lease = store.get("lease");
    lease.onsuccess = () => { store.put({ ...lease.result, until: Date.now() - 1 }, "lease").onsuccess = () => done(); };
  };
})"""
MOST_BYTES = 150_000


@pytest.fixture
def world(web):
    """Give the district, committed; ``web`` first, since it empties afterwards."""
    return orgs.build()


def visits():
    return Visit.objects.as_system("test").count()


def formal(unit):
    rows = MembersFact.objects.as_system("test").filter(unit=unit, superseded_at=None)
    return rows.order_by("-valid").first().formal


def test_a_visit_without_a_network_is_delivered_once_after_reloading(world, officer):
    unit, other = world.unit(formal=2), world.unit(formal=1)
    person = officer(world.users["east"])
    person.set_up()
    person.offline()
    assert person.enter(unit) <= MOST_TAPS
    person.counts(1, 0, 0)
    person.reload()
    person.counts(1, 0, 0)
    person.enter(other, formal=2)
    person.counts(2, 0, 0)
    assert visits() == 0
    person.offline(False)
    person.counts(0, 0, 2)
    assert visits() == 2
    assert formal(other) == 2
    person.reload()
    person.counts(0, 0, 2)
    person.sync()
    assert visits() == 2


def closed(person):
    person.page.close()
    person.page = person.context.new_page()
    person.page.goto("/survey/")


def killed(person):
    """End the process of the page, as the phone's system does when it needs the memory."""
    with person.page.expect_event("crash"), suppress(Error):
        person.page.goto("chrome://crash")
    closed(person)


def reloaded(person):
    person.page.reload()


@pytest.mark.parametrize("end", [closed, killed, reloaded])
def test_a_page_that_ends_while_sending_delivers_once(world, officer, end):
    unit = world.unit(formal=2)
    person = officer(world.users["east"])
    person.set_up()
    person.offline()
    person.enter(unit, formal=4)
    reached = []

    def unheard(route):  # the server has it, the phone never hears of it
        if route.request.method == "POST" and not reached:
            reached.append(route.fetch().status)
        elif route.request.method != "POST":
            route.continue_()

    person.context.route(SENDING, unheard)
    person.offline(False)
    while not reached:
        person.page.wait_for_timeout(50)
    person.counts(1, 0, 0)
    assert visits() == 1
    person.context.unroute(SENDING)
    end(person)
    person.open()
    person.counts(0, 0, 1)
    assert visits() == 1
    assert formal(unit) == 4


def test_two_phones_of_one_officer_are_both_entered_and_each_visit_once(world, officer):
    unit, other = world.unit(formal=2), world.unit(formal=1)
    first, second = officer(world.users["east"]), officer(world.users["east"])
    for person in (first, second):
        person.set_up()
        person.offline()
    first.enter(unit, formal=3)
    second.enter(unit, staff=40)
    second.enter(other)
    for person, delivered in ((second, 2), (first, 1)):
        person.offline(False)
        person.counts(0, 0, delivered)
    assert visits() == 3
    assert formal(unit) == 3
    assert (
        ScaleFact.objects.as_system("test").filter(unit=unit, superseded_at=None).order_by("-valid").first().staff == 40
    )
    assert Device.objects.as_system("test").filter(person=world.users["east"].person).count() == 2
    assert set(Submission.objects.as_system("test").values_list("state", flat=True)) == {"applied"}


def test_two_phones_changing_one_field_leave_a_conflict_with_both_values(world, officer):
    unit = world.unit(formal=2)
    first, second = officer(world.users["east"]), officer(world.users["committee"])
    for person in (first, second):
        person.set_up()
        person.offline()
    first.enter(unit, formal=3)
    second.enter(unit, formal=5)
    first.offline(False)
    first.counts(0, 0, 1)
    second.offline(False)
    second.counts(0, 1, 0)
    expect(second.page.locator("#held")).to_be_visible()
    row = Submission.objects.as_system("test").get(state="conflict")
    assert row.found["conflicts"]["formal"] == {"base": 2, "phone": 5, "current": 3}
    assert formal(unit) == 3


def test_a_revoked_phone_sends_nothing_and_loses_its_key(world, officer):
    unit = world.unit(formal=2)
    person = officer(world.users["east"])
    person.set_up()
    person.offline()
    person.enter(unit, formal=3)
    with system_scope("test"):
        Device.objects.as_system("test").update(revoked_at="2026-01-01T00:00:00Z", revoked_by=world.users["committee"])
    person.faults.clear()
    person.offline(False)
    person.at("unlock")
    expect(person.page.locator("#lock-note")).to_contain_text("已停用")
    person.faults[:] = [fault for fault in person.faults if "403" not in fault]
    found = person.dump()
    assert "salt=" not in found["meta"]
    assert "half=;" in found["meta"]
    assert Submission.objects.as_system("test").count() == 0


def test_nothing_on_the_device_is_readable_without_the_pin(world, officer):
    unit = world.unit(name=CANARY, formal=2)
    person = officer(world.users["east"])
    person.set_up()
    person.offline()
    person.page.locator(f"#units [data-unit='{unit.pk}'] button").tap()
    person.page.fill("#note", "金丝雀备注")
    person.page.locator("#save").tap()
    person.at("list")
    person.page.evaluate("document.querySelector('#lock').click()")
    person.at("unlock")
    assert CANARY not in person.page.content()
    whole = "\n".join(person.dump().values())
    for canary in (CANARY, "金丝雀", PIN, *(word.encode().decode("latin1") for word in (CANARY, "金丝雀备注"))):
        assert canary not in whole
    person.page.fill("#pin", "000000")
    person.page.press("#pin", "Enter")
    expect(person.page.locator("#said")).to_contain_text("口令不对")
    person.open()


def test_the_lease_ends_without_losing_what_was_entered(world, officer):
    unit = world.unit(formal=2)
    person = officer(world.users["east"])
    person.set_up()
    person.offline()
    person.enter(unit, formal=3)
    person.page.evaluate(END_LEASE)
    person.page.reload()
    person.at("unlock")
    expect(person.page.locator("#lock-note")).to_contain_text("期限已到")
    assert "half=;" in person.dump()["meta"]
    person.offline(False)
    person.page.click("#renew")
    person.open()
    person.counts(0, 0, 1)
    assert formal(unit) == 3


def test_the_first_load_is_small(web, world, officer):
    person, bodies = officer(world.users["east"]), {}
    person.page.goto("about:blank")
    person.page.on("response", lambda answer: bodies.update({answer.url: answer.body()}))
    person.page.goto("/survey/")
    person.at("setup")
    person.page.wait_for_load_state("networkidle")
    assert len(bodies) >= 4
    assert 2 * sum(len(gzip.compress(body)) for body in bodies.values()) < MOST_BYTES  # the worker fetches them again
