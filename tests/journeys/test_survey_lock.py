"""The device's own lock: PINs that everybody tries first are refused, and after signing out the device shows nothing."""

import pytest
from playwright.sync_api import expect

from enterprises.models import Device
from tests.factories import orgs
from tests.journeys.officers import PIN, Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WEAK = [
    "11111111",
    "12345678",
    "87654321",
    "24680246",
    "19900101",
    "20001231",
    "12121212",
    "1234",
    "1234567a",
    "11112222",
]
SUBMIT = """([form, pin]) => {
  document.querySelector("#said").hidden = true;
  document.querySelectorAll(`${form} [type=password]`).forEach((one) => { one.value = pin; });
  document.querySelector(form).dispatchEvent(new Event("submit", { cancelable: true }));
}"""  # past what the browser itself would refuse


@pytest.fixture
def world(web):
    """Give the district, committed; ``web`` first, since it empties afterwards."""
    return orgs.build()


@pytest.fixture
def person(chromium, web, world):
    """Give an officer with a phone; nothing in the page may have failed."""
    one = Officer(chromium, web, world.users["east"])
    yield one
    one.context.close()
    assert not one.faults


def test_pins_that_everybody_tries_first_are_refused(person):
    page = person.page
    page.goto("/survey/")
    person.at("setup")
    for pin in WEAK:
        page.evaluate(SUBMIT, ["#setup-form", pin])
        expect(page.locator("#said")).to_contain_text("不能是生日、连号、重复的数字")
        person.at("setup")
    assert not Device.objects.as_system("test").exists()
    person.set_up()
    assert Device.objects.as_system("test").count() == 1


def test_after_signing_out_the_device_shows_nothing_and_the_pin_opens_nothing(person, world):
    kept, done = world.unit(name="留在名单的公司", formal=2), world.unit(name="离线走访的公司", formal=2)
    person.set_up()
    page = person.page
    expect(page.locator("#units")).to_contain_text(kept.name)
    person.offline()
    person.enter(done, formal=3)
    person.counts(1, 0, 0)
    person.offline(False)
    person.context.route("**/survey/send/", lambda route: route.abort())
    page.locator("summary", has_text="更多").tap()
    page.locator("#leave").tap()
    page.wait_for_url("**/access/sign-out/**")
    page.goto("/survey/")
    person.at("unlock")
    expect(page.locator("#unlock-form")).to_be_hidden()  # no PIN is asked, since none would open anything
    shown = page.content()
    stored = "\n".join(person.dump().values())
    for unit in (kept, done):
        assert unit.name not in shown
        assert unit.name not in stored
    page.evaluate(SUBMIT, ["#unlock-form", PIN])
    expect(page.locator("#said")).to_contain_text("口令不对")
    person.at("unlock")
    assert kept.name not in page.content()
