from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from access import registries, tasks
from access.models import Reach
from access.principals import system, system_scope
from enterprises.models import Unit
from instructors import services
from instructors.choices import DispatchEndReason, Stage
from instructors.models import Dispatch
from orgs.models import PartyOrg
from reports.queries import work
from tests.factories import instructors as make

TODAY = make.TODAY
BY = system("test", on=TODAY)
UNIT, ORG = "enterprises.unit", "orgs.org"


def _entry(group, key):
    return next(one for one in group if one.key == key)


def _shown(panel, by, obj, on):
    with system_scope("as the dossier reads"):
        foreign = panel.foreign(by, obj, on)
    return panel.load(by, obj, on, foreign=foreign)


def _count(world, key, item):
    return work.numbers([registries.work_items.get(item)], world.principal(key))[item]


def _send(found, target, **kwargs):
    return services.dispatch(instructor=found, target=target, since=TODAY, on=TODAY, by=BY, **kwargs)


def test_work_waits_for_those_in_charge(world):
    make.instructor(world, Stage.SUBMITTED)
    make.instructor(world, Stage.SUBMITTED, committee="other_street")
    make.instructor(world, Stage.FIRST_PASSED, on=TODAY - timedelta(days=11))
    make.instructor(world, Stage.APPOINTED, letter=(TODAY, TODAY + timedelta(days=60)))
    make.instructor(world, Stage.APPOINTED, letter=(TODAY, TODAY + timedelta(days=61)))
    assert _count(world, "street", "instructors.first") == (1, 0)
    assert _count(world, "committee", "instructors.first") == (0, 0)
    assert _count(world, "org_dept", "instructors.second") == (1, 1)
    assert _count(world, "committee", "instructors.idle") == (2, 0)
    assert _count(world, "org_dept", "instructors.expiring") == (1, 0)


@pytest.mark.parametrize(("offset", "due", "late"), [(29, 0, 0), (31, 1, 0), (32, 1, 1)])
def test_visits_are_due_a_month_after_the_dispatch(world, offset, due, late):
    found = make.instructor(world)
    world.users["guide"] = make.user("指导员甲", world.bodies["other_street"], "instructor", found.person)
    _send(found, make.unit("甲", world.community))
    by = world.principal("guide", TODAY + timedelta(days=offset))
    assert registries.work_items.get("instructors.visits").waiting(by) == (due, late)


def test_addresses_of_work_lead_to_the_rows(world, signed_in):
    client = signed_in("committee")
    for key in ("first", "second", "idle", "expiring"):
        address = registries.work_items.get(f"instructors.{key}").url()
        assert client.get(address).status_code == 200


def test_a_unit_shows_who_guides_it(world):
    unit = make.unit("甲", world.grid)
    direct, by_grid = make.instructor(world), make.instructor(world, committee="other_street")
    _send(direct, unit)
    _send(by_grid, world.grid)
    panel = _entry(registries.panels.of(UNIT), "instructors.guides")
    guides = _shown(panel, world.principal("street"), unit, TODAY)["guides"]
    assert {(one.name, one.through, one.may_open) for one in guides} == {
        (direct.name, "", True),
        (by_grid.name, "一号网格", False),
    }
    text = render_to_string(panel.template, {"guides": guides, "panel": panel})
    assert direct.name in text
    assert f"/instructors/{by_grid.pk}/" not in text
    assert _shown(panel, world.principal("street"), unit, make.LETTER[1])["guides"] == []


def test_an_organization_shows_who_guides_it(world):
    org = make.org("联合支部", world.street)
    found = make.instructor(world)
    _send(found, org)
    panel = _entry(registries.panels.of(ORG), "instructors.guides")
    assert [one.name for one in _shown(panel, world.principal("street"), org, TODAY)["guides"]] == [found.name]
    column = _entry(registries.columns.of(ORG), "instructors")
    rows = column.annotate(PartyOrg.objects.visible_to(world.principal("street"), "orgs.view_org"), TODAY)
    assert rows.get(pk=org.pk).instructors == 1


def test_the_list_of_units_counts_instructors_whoever_sent_them(world):
    both, none, grid_only = make.unit("双", world.grid), make.unit("无", world.community), make.unit("网", world.grid)
    found = make.instructor(world, committee="other_street")
    _send(found, both)
    _send(found, world.grid)
    column = _entry(registries.columns.of(UNIT), "instructors")
    by = world.principal("street")
    rows = column.annotate(Unit.objects.visible_to(by, "enterprises.view_unit"), TODAY)
    assert dict(rows.values_list("pk", "instructors")) == {both.pk: 1, none.pk: 0, grid_only.pk: 1}
    wanted = column.filters["guided"]
    seen = Unit.objects.visible_to(by, "enterprises.view_unit")
    assert set(wanted.apply(seen, "no", TODAY)) == {none}
    assert set(wanted.apply(seen, "yes", TODAY)) == {both, grid_only}


def test_the_timeline_of_a_unit_tells_of_dispatches(world):
    unit, found = make.unit("甲", world.community), make.instructor(world)
    row = _send(found, unit)
    services.end_dispatch(dispatch=row, on=make.day(3), reason=DispatchEndReason.HANDED_OVER, by=BY)
    panel = _entry(registries.panels.of(UNIT), "instructors.guides")
    told = panel.events(_shown(panel, world.principal("street"), unit, TODAY))
    titles = [(event["on"], event["title"]) for event in told]
    assert (TODAY, "派驻指导员") in titles
    assert (make.day(3), "派驻结束") in titles


def test_a_unit_that_closes_ends_its_dispatches_by_hook(world):
    unit = make.unit("甲", world.community)
    _send(make.instructor(world, committee="other_street"), unit)
    by = world.principal("street")
    with system_scope("test"):
        for hook in registries.close_hooks.of(UNIT):
            hook(obj=unit, on=make.day(1), by=by)
    assert not Dispatch.objects.as_of(make.day(1)).as_system("test").exists()


def test_reaches_are_refreshed_daily(world, today):
    _send(make.instructor(world), world.grid)
    make.unit("甲", world.grid)
    held = Reach.objects.count()
    assert tasks.turn_day() == 0
    assert Reach.objects.count() == held + 1
    assert tasks.turn_day.door


def test_the_pages_of_unit_and_organization_name_the_instructor(world, signed_in):
    unit = make.unit("甲", world.community)
    org = make.org("联合支部", world.street, unit)
    found = make.instructor(world, of=make.person("欧阳震华", world.street))
    _send(found, unit)
    _send(found, org)
    for address in (unit.get_absolute_url(), org.get_absolute_url()):
        text = signed_in("street").get(address).content.decode()
        assert "欧阳震华" in text
        assert text.count("<h2>指导员</h2>") == 1
