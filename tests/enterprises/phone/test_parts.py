"""What a visit from a phone says beside the counts: a difficulty, the liaison person, another visit agreed, what its rounds ask."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from access.principals import acting
from enterprises import services
from enterprises.models import Difficulty, LiaisonFact, RoundTask, Submission
from enterprises.queries import phone as reads
from enterprises.rules import phone as rules
from enterprises.rules.phone_parts import parts_of
from enterprises.services.inputs import Liaison
from enterprises.services.phone import settling
from tests.enterprises.phone.carrier import NOON, Phone, facts, read, unit_again, visits
from tests.factories.orgs import TODAY

NUMBER = "13800138000"


def said(entry, **more):
    return replace(entry, payload=entry.payload | more)


def liaisons(unit):
    return [fact.name for fact in LiaisonFact.objects.as_system("test").filter(unit=unit, superseded_at=None)]


def appoint(world, unit, name, act="appoint"):
    with acting(world.principal("committee")) as by:
        getattr(services, f"{act}_liaison")(unit=unit_again(unit), liaison=Liaison(name), on=TODAY, by=by)


def test_a_difficulty_is_raised_with_its_visit_and_once(world, phone):
    unit = world.unit(formal=2)
    told = {"kind": "finance", "text": "扩建缺少流动资金"}
    entry = said(phone.note(unit, formal=3), difficulty=told)
    row = phone.send(entry)
    phone.send(entry, at=NOON + timedelta(hours=1))
    found = Difficulty.objects.as_system("test").get()
    assert (found.visit_id, found.kind, found.text, found.origin) == (row.visit_id, "finance", told["text"], "visit")
    assert (found.raised_on, found.raiser) == (TODAY, phone.device.holder)


def test_a_difficulty_is_told_although_nobody_opened(world, phone):
    entry = said(phone.note(world.unit(), outcome="door_closed"), difficulty={"kind": "other", "text": "邻居说已停产"})
    assert phone.send(entry).state == "applied"
    assert Difficulty.objects.as_system("test").get().text == "邻居说已停产"


@pytest.mark.parametrize(
    ("told", "state", "reason"),
    [
        ({"kind": "nothing", "text": "x"}, "quarantined", "malformed"),
        ({"kind": "finance", "text": "长" * 501}, "quarantined", "malformed"),
        ({"kind": "finance"}, "quarantined", "malformed"),
        ("资金", "quarantined", "malformed"),
        ({"kind": "finance", "text": " "}, "quarantined", "check"),
        (None, "applied", ""),
    ],
)
def test_half_a_difficulty_holds_the_visit_and_enters_nothing(world, phone, told, state, reason):
    row = phone.send(said(phone.note(world.unit(), staff=9), difficulty=told))
    assert (row.state, row.reason) == (state, reason)
    assert len(visits()) == (state == "applied")
    assert not Difficulty.objects.as_system("test").exists()


def test_the_liaison_person_is_named_replaced_and_ended_at_visits(world, phone):
    unit = world.unit()
    phone.send(phone.note(unit, liaison_name="张三", liaison_phone=NUMBER))
    assert liaisons(unit) == ["张三"]
    assert facts("liaison_facts", unit)[-1].phone.endswith(NUMBER)
    phone.send(phone.note(unit, at=NOON - timedelta(hours=1)))
    assert facts("liaison_facts", unit)[-1].phone.endswith(NUMBER)  # left as it was
    phone.send(phone.note(unit, liaison_name="李四"))
    assert facts("liaison_facts", unit)[-1].phone == ""  # of another person
    assert liaisons(unit)[-1] == "李四"
    assert phone.send(phone.note(unit, liaison_name="")).state == "applied"
    assert reads.label_of("liaison_name") == "联络员姓名"
    assert phone.shown(unit)["liaison_name"] == ""


def test_another_liaison_person_on_both_sides_is_a_conflict_and_the_number_goes_with_its_person(world, phone):
    unit = world.unit()
    appoint(world, unit, "张三")
    entry = phone.note(unit, liaison_phone=NUMBER)  # of 张三
    appoint(world, unit, "王五", "replace")
    row = phone.send(entry)
    assert row.found["conflicts"] == {"liaison_name": {"base": "张三", "phone": "张三", "current": "王五"}}
    with acting(world.principal("committee")) as by:
        services.settle(submission=row, keep_current={"liaison_name": True}, by=by, at=NOON)
    assert liaisons(unit)[-1] == "王五"
    assert facts("liaison_facts", unit)[-1].phone == ""


def test_the_number_of_a_person_is_kept_encrypted(world, phone):
    unit = world.unit()
    entry = phone.note(unit, staff=1, formal=4, liaison_name="张三", liaison_phone=NUMBER)  # impossible: it is held
    row = phone.send(entry)
    with pytest.raises(services.OtherContent):
        phone.arrive(replace(entry, unit_name="另一份"))
    stored = [json.dumps(list(rows.values()), default=str) for rows in (
        Submission.objects.as_system("test"), phone.now().asides.as_system("test"))]  # fmt: skip
    assert NUMBER not in "".join(stored)
    assert settling.changed_fields(read(row))["liaison_phone"] == (None, "*******8000")


def test_a_day_agreed_for_another_visit_keeps_the_unit_on_the_list(world, phone):
    unit = world.unit()
    opened(world, unit)
    day = TODAY + timedelta(days=3)
    assert phone.send(said(phone.note(unit, outcome="door_closed"), revisit_on=day.isoformat())).state == "applied"
    assert RoundTask.objects.as_system("test").get(unit=unit).revisit_on == day
    late = phone.send(said(phone.note(unit, outcome="refused"), revisit_on=TODAY.isoformat()))
    assert (late.state, late.reason) == ("quarantined", "check")
    assert phone.send(said(phone.note(unit, outcome="refused"), revisit_on="next week")).reason == "malformed"


def opened(world, *units, parts=("staff", "members")):
    """Open a round of the whole district; deal its units to the officer of the phone."""
    with acting(world.principal("committee")) as by:
        made = services.open_survey_round(
            area=world.district, name="示例轮次", starts_on=TODAY, ends_on=TODAY, parts=list(parts), on=TODAY, by=by,
        )  # fmt: skip
    tasks = RoundTask.objects.as_system("test").filter(unit__in=units)
    tasks.update(officer=world.users["east"])
    return made


@pytest.mark.parametrize(
    "payload",
    [{"outcome": "done"}, {"outcome": "done", "talks": ["staff"], "note": "x"},
     {"outcome": "done", "revisit_on": None, "difficulty": None}],
)  # fmt: skip
def test_what_earlier_releases_leave_out_is_not_said(payload):
    found = parts_of(payload)
    assert (found.revisit_on, found.difficulty) == (None, None)


def test_an_earlier_release_says_nothing_of_the_liaison_person():
    merged = rules.merge({"staff": 1}, {"staff": 2}, {"staff": 1, "liaison_name": "张三"})
    assert (merged.values, merged.conflicts) == ({"staff": 2}, {})


def test_a_phone_takes_along_what_each_unit_is_asked(world):
    one = opened(world, world.unit(name="示例甲"), parts=("staff", "liaison"))
    world.unit(name="示例乙")  # known after the round was opened
    phone = Phone(world)
    with acting(phone.by) as by:
        found = reads.bundle(by, on=TODAY, area=world.east_community)
    rounds = {unit["name"]: unit["rounds"] for unit in found["units"]}
    assert rounds == {"示例甲": [one.pk], "示例乙": []}
    assert found["rounds"] == {one.pk: {"parts": ["staff", "liaison"], "questions": []}}
    assert {field["part"] for field in found["fields"] if "part" in field} >= {"staff", "liaison", "mass"}
