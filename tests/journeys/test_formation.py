"""From registering a unit to the figure that moves: several people, each in a browser of their own."""

import re

import pytest
from django.utils import timezone

from enterprises.models import Visit
from funding.models import Entitlement
from tests.factories import enterprises
from tests.factories.orgs import PASSWORD
from tests.journeys.visitors import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "示例朝阳机械有限公司"
ORG = "示例朝阳机械有限公司党支部"
COVERAGE = "/reports/coverage/"
MOST_TAPS = 6
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def covered(person):
    """Read covered and counted units of the reader's street from the first headline figure."""
    person.page.goto(COVERAGE)
    text = person.page.locator(".kpi .rate-of").first.inner_text()
    part, whole = re.search(r"([\d,]+)/([\d,]+)", text).groups()
    return int(part.replace(",", "")), int(whole.replace(",", ""))


def register(officer, area):
    officer.page.goto("/enterprises/")
    officer.follow("登记单位")
    officer.fill(uscc=enterprises.code().lower(), name=NAME, address="示例路1号", staff=40, formal=3, probationary=1)
    officer.page.select_option("#id_area", str(area.pk))
    officer.press("保存")
    assert officer.problems() == []
    assert officer.page.locator("h1").inner_text() == NAME


def test_a_unit_is_registered_organized_guided_paid_and_counted(purse, visitor):
    world = purse.world
    officer = visitor(world.users["east"])
    before = covered(officer)

    register(officer, world.east_community)
    unit_page = officer.page.url
    assert covered(officer) == (before[0], before[1] + 1)

    officer.page.goto(unit_page)
    officer.follow("走访登记")
    assert officer.page.input_value("#id_formal") == "3"
    officer.fill(formal=4)
    officer.press("保存走访")
    assert officer.problems() == []

    officer.page.goto(unit_page)
    officer.follow("单独组建")
    officer.fill(name=ORG, on=timezone.localdate(), approval_no="示例〔2026〕1号")
    officer.press("确认组建")
    assert officer.problems() == []
    assert officer.page.locator("h1").inner_text() == ORG
    org_page = officer.page.url

    committee = visitor(world.users["committee"])
    committee.page.goto("/instructors/")
    committee.page.locator("tbody .lead a").first.click()
    committee.follow("派驻")
    committee.look_up("target", NAME)
    committee.press("派驻")
    assert committee.problems() == []
    assert committee.page.locator("#content", has_text=NAME).count() == 1

    committee.page.goto(org_page)
    committee.follow("申请补助")
    committee.page.select_option("#id_policy", str(purse.startup.pk))
    committee.press("核算并申请")
    assert committee.problems() == []
    assert list(Entitlement.objects.as_system("test").values_list("org__name", flat=True)) == [ORG]
    committee.page.goto(org_page)
    assert committee.page.locator("#content a[href^='/funding/']", has_text="启动").count()

    assert covered(officer) == (before[0] + 1, before[1] + 1)
    west = visitor(world.users["west"])
    west.page.goto("/enterprises/")
    assert NAME not in west.page.content()


def test_an_unchanged_visit_takes_six_taps_on_a_phone(purse, visitor):
    world = purse.world
    unit = world.unit(name=NAME, formal=3)
    officer = visitor(world.users["east"], PHONE)
    tabs = officer.page.locator(".tabbar")
    officer.tap(tabs.get_by_role("link", name="企业台账"))
    officer.tap(officer.page.get_by_role("link", name=NAME))
    officer.tap(officer.page.get_by_role("link", name="走访登记"))
    officer.tap(officer.page.get_by_role("button", name="保存走访"))
    officer.page.wait_for_url(f"**{unit.get_absolute_url()}")
    assert officer.taps <= MOST_TAPS
    assert Visit.objects.as_system("test").get().unit_id == unit.pk
    for address in dict.fromkeys(officer.pages):
        officer.page.goto(address)
        assert not officer.page.evaluate(WIDER_THAN_THE_SCREEN), address


def test_the_register_is_reached_by_keyboard_alone(purse, visitor):
    world = purse.world
    officer = visitor()
    keyboard = officer.page.keyboard
    officer.page.goto("/access/sign-in/")
    officer.tab_to("#id_username")
    keyboard.type(world.users["east"].username)
    officer.tab_to("#id_password")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    officer.page.wait_for_url(f"{officer.home}/")
    officer.tab_to("#site-nav a[href='/enterprises/']")
    keyboard.press("Enter")
    officer.page.wait_for_url("**/enterprises/")
    officer.tab_to("#content a[href='/enterprises/new/']")
    outline = (
        "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow"
    )
    assert officer.page.evaluate(outline) != "nonenone"
    keyboard.press("Enter")
    officer.page.wait_for_url("**/enterprises/new/")
