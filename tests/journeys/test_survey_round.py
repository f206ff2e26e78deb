"""An officer on the street with a phone: from the work list to done, unit after unit, counted in taps."""

from datetime import timedelta

import pytest
from django.utils import timezone

from access.principals import Principal, acting
from enterprises import services
from enterprises.models import RoundTask, Visit
from tests.journeys.visitors import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_TAPS = 6
WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_an_unchanged_unit_takes_at_most_six_taps_from_the_list_to_done(purse, visitor):
    world, today = purse.world, timezone.localdate()
    for name in ("示例甲公司", "示例乙公司"):
        world.unit(name=name, formal=3)
    with acting(Principal.for_user(world.users["east"], on=today)) as by:
        row = services.open_survey_round(
            area=world.east, name="街道摸底", starts_on=today, ends_on=today + timedelta(days=30), on=today, by=by
        )
    left = RoundTask.objects.as_system("test").filter(round=row, officer=world.users["east"]).unsettled()
    waiting = left.count()
    assert waiting >= 2

    officer = visitor(world.users["east"], PHONE)
    officer.page.goto("/enterprises/tasks/")
    officer.tap(officer.page.locator(".work a").first)
    officer.tap(officer.page.get_by_role("button", name="没有变化，完成走访"))
    officer.page.wait_for_url("**/enterprises/tasks/")
    assert officer.taps <= MOST_TAPS
    assert left.count() == waiting - 1

    officer.tap(officer.page.get_by_role("link", name="下一家"))
    officer.tap(officer.page.get_by_role("button", name="没有变化，完成走访"))
    officer.page.wait_for_url("**/enterprises/tasks/")
    visits = Visit.objects.as_system("test").filter(task__round=row)
    assert [(one.outcome, one.changed) for one in visits.order_by("pk")] == [("done", []), ("done", [])]
    for address in dict.fromkeys(officer.pages):
        officer.page.goto(address)
        assert not officer.page.evaluate(WIDER_THAN_THE_SCREEN), address
