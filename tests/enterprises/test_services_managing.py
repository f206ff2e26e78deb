"""Who manages a unit: the rules choose its managing body, and with it its line and who sees it."""

import pytest

from access.choices import BodyKind, Role
from access.principals import acting
from enterprises import services
from enterprises.models import StatusFact, Unit
from tests.factories.access import BodyFactory, LineFactory, principal
from tests.factories.enterprises import day, rule_set, unit


def kept(made):
    return Unit.objects.as_system("t").select_related("area", "managing_body").get(pk=made.pk)


def on(made, facts, when):
    return getattr(made, facts).as_system("t").as_of(day(when)).first()


@pytest.fixture(autouse=True)
def published(land):
    return rule_set(land.county)


@pytest.fixture
def housing(land):
    return BodyFactory(
        home=land.county,
        kind=BodyKind.MANAGING_COMMITTEE,
        key="housing",
        name="住建系统党委",
        line=LineFactory(code="housing"),
    )


def test_the_rules_choose_the_managing_body_and_its_line(land, housing):
    made = unit(land.first, industry_section="E")
    assert (made.managing_body, made.line_code) == (housing, "housing")
    assert on(made, "managing_facts", "2015-10-01").rule == "construction"
    assert unit(land.first, industry_section="F").managing_body is None


def test_a_line_sees_its_own_units_and_a_change_of_industry_takes_one_out(land, housing, east):
    made = unit(land.first, industry_section="E")
    other = unit(land.first, industry_section="F")
    line = principal(Role.MEMBER_UNIT, housing)
    view = "enterprises.view_unit"
    with acting(line):
        assert list(Unit.objects.visible_to(line, view)) == [made]
        changed = services.Identity.of(made, industry_section="F")
        services.amend(unit=made, identity=changed, on=day("2015-10-01"), by=line, version=1)
        assert not Unit.objects.visible_to(line, view).exists()
        assert not StatusFact.objects.visible_to(line, view).exists()
    with acting(east):
        assert set(Unit.objects.visible_to(east, view)) == {made, other}


def test_staff_and_revenue_decide_size_scale_and_line(land):
    industry = BodyFactory(
        home=land.county, kind=BodyKind.MANAGING_COMMITTEE, key="industry", line=LineFactory(code="industry")
    )
    made = unit(land.first, industry_section="C", survey=services.Survey(staff=300, revenue_wan=2000))
    scale = on(made, "scale_facts", "2015-10-01")
    assert (scale.size, scale.above_scale) == ("medium", True)
    assert kept(made).managing_body == industry
