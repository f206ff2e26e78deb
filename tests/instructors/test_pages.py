import re

import pytest
from django.urls import reverse

from access.principals import system
from instructors import services
from instructors.choices import Stage, Step
from instructors.models import Dispatch, Instructor
from tests.factories import instructors as make

TODAY, UNTIL = make.LETTER


def _page(client, name, *args, **query):
    return client.get(reverse(f"instructors:{name}", args=args), query)


def _post(client, name, *args, data=None, to=""):
    return client.post(reverse(f"instructors:{name}", args=args) + to, data or {})


def _text(response):
    return response.content.decode()


def test_the_list_shows_what_lies_in_ones_areas(world, signed_in):
    here = make.instructor(world, Stage.SUBMITTED)
    there = make.instructor(world, Stage.SUBMITTED, committee="other_street")
    text = _text(_page(signed_in("committee"), "list"))
    assert here.name in text
    assert there.name in text
    text = _text(_page(signed_in("street"), "list"))
    assert here.name in text
    assert there.name not in text


def test_the_finance_clerk_is_turned_away(world, signed_in):
    assert _page(signed_in("finance"), "list").status_code == 403


@pytest.mark.parametrize(
    ("query", "stages"),
    [
        ({"stage": "submitted"}, {"submitted"}),
        ({"waiting": "first"}, {"submitted"}),
        ({"waiting": "letter"}, {"trained"}),
        ({"waiting": "dispatch"}, {"appointed"}),
        ({"waiting": "renewal"}, set()),
        ({"kind": "grid"}, set()),
        ({"waiting": "nonsense", "sort": "-load"}, {"submitted", "trained", "appointed", "serving"}),
        ({"q": "0004号"}, {"serving"}),
    ],
)
def test_the_list_is_narrowed_by_its_address(world, signed_in, query, stages):
    for _number in range(2):
        make.instructor(world)
    for stage in (Stage.SUBMITTED, Stage.TRAINED, Stage.APPOINTED, Stage.SERVING):
        make.at(world, stage)
    response = _page(signed_in("committee"), "list", **query)
    assert {row.stage for row in response.context["object_list"]} == stages


def test_the_list_finds_by_initials_and_name(world, signed_in):
    found = make.instructor(world, Stage.SUBMITTED, of=make.person("欧阳震华", world.street))
    client = signed_in("committee")
    for term in ("oyzh", "震华", "组织科"):
        assert list(_page(client, "list", q=term).context["object_list"]) == [found]
    assert _page(client, "list", q="\x00'").status_code == 200
    assert not _page(client, "list", q="'; --").context["object_list"]


def test_the_dossier_tells_the_whole_way(world, signed_in):
    found = make.at(world, Stage.SERVING)
    text = _text(_page(signed_in("committee"), "detail", found.pk))
    for words in ("一号网格", "511123党指〔2026〕", "岗前培训", "组织部门复审", "8"):
        assert words in text


def test_a_dossier_out_of_sight_is_not_found(world, signed_in):
    there = make.instructor(world, committee="other_street")
    assert _page(signed_in("street"), "detail", there.pk).status_code == 404
    assert _page(signed_in("street"), "detail", 999_999).status_code == 404


@pytest.mark.parametrize(
    ("key", "stage", "offered"),
    [
        ("street", Stage.SUBMITTED, {"初审"}),
        ("other_street", Stage.DRAFT, set()),
        ("committee", Stage.SUBMITTED, set()),
        ("org_dept", Stage.FIRST_PASSED, {"复审"}),
        ("committee", Stage.TRAINING, {"登记培训", "认定培训"}),
        ("street", Stage.RETURNED, {"重新提出申请", "修改"}),
        ("committee", Stage.SERVING, {"派驻", "续聘", "登记培训", "召回", "辞任"}),
        ("org_dept", Stage.APPOINTED, {"召回"}),
        ("leader", Stage.SERVING, set()),
        ("committee", Stage.ENDED, set()),
    ],
)
def test_the_dossier_offers_what_is_allowed(world, signed_in, key, stage, offered):
    found = make.at(world, stage)
    response = _page(signed_in(key), "detail", found.pk)
    if response.status_code == 404:
        assert not offered
        return
    shown = {str(offer.label) for offer in (response.context["primary"], *response.context["others"]) if offer}
    assert shown == offered


def test_nobody_is_offered_to_review_himself(world, signed_in):
    found = make.instructor(world, Stage.SUBMITTED, of=world.users["street"].person)
    response = _page(signed_in("street"), "detail", found.pk)
    assert response.context["primary"] is None


def test_an_application_by_the_page(world, signed_in):
    client = signed_in("street")
    data = {
        "new_name": "新同志", "new_employer": "玉津镇政府", "committee": world.bodies["street"].pk, "kind": "grid",
        "origin": "organ", "is_formal_member": "on",
    }  # fmt: skip
    response = _post(client, "apply", data=data)
    found = Instructor.objects.as_system("test").get()
    assert response.status_code == 302
    assert (found.name, found.stage, found.person.employer) == ("新同志", "submitted", "玉津镇政府")
    response = _post(client, "apply", data={**data, "draft": "1", "new_name": "另一人"})
    assert Instructor.objects.as_system("test").get(name="另一人").stage == "draft"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"new_name": ""}, "person"),
        ({"committee": "other"}, "committee"),
        ({"is_formal_member": ""}, "is_formal_member"),
        ({"kind": "weekly"}, "kind"),
        ({"person": "999999"}, "person"),
    ],
)
def test_a_wrong_application_stores_nothing(world, signed_in, change, field):
    data = {
        "new_name": "新同志", "committee": world.bodies["street"].pk, "kind": "grid", "origin": "organ",
        "is_formal_member": "on", **change,
    }  # fmt: skip
    if data["committee"] == "other":
        data["committee"] = world.bodies["other_street"].pk
    response = _post(signed_in("street"), "apply", data=data)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Instructor.objects.as_system("test").exists()


def test_the_way_through_the_pages(world, signed_in):
    found = make.instructor(world, Stage.DRAFT)
    assert _post(signed_in("street"), "submit", found.pk).status_code == 302
    assert _post(signed_in("street"), "first_review", found.pk, data={"decision": "pass_first"}).status_code == 302
    assert _post(signed_in("org_dept"), "second_review", found.pk, data={"decision": "pass_second"}).status_code == 302
    client = signed_in("org_dept")
    _post(client, "start_training", found.pk)
    _post(client, "training", found.pk, data={"held_on": TODAY, "hours": 8, "topic": "岗前", "has_passed": "on"})
    _post(client, "certify", found.pk, data={"decision": "finish_training"})
    _post(client, "letter", found.pk, data={"since": TODAY, "until": UNTIL})
    client = signed_in("committee")
    unit = make.unit("甲", world.community)
    response = _post(client, "dispatch", found.pk, data={"target": unit.pk, "since": TODAY}, to="?to=unit")
    assert response.status_code == 302
    assert make.fresh(found).stage == Stage.SERVING
    row = Dispatch.objects.as_system("test").get()
    _post(client, "end_dispatch", row.key, data={"on": TODAY, "reason": "handed_over"})
    assert not Dispatch.objects.live().as_system("test").exists()
    _post(client, "recall", found.pk, data={"on": TODAY, "opinion": "调离"})
    assert make.fresh(found).stage == Stage.RECALLED


def test_every_act_page_opens(world, signed_in):
    pages = {
        Stage.DRAFT: ("street", ("amend", "submit")),
        Stage.SUBMITTED: ("street", ("first_review",)),
        Stage.FIRST_PASSED: ("org_dept", ("second_review",)),
        Stage.SECOND_PASSED: ("org_dept", ("start_training",)),
        Stage.TRAINING: ("org_dept", ("training", "certify")),
        Stage.TRAINED: ("org_dept", ("letter",)),
        Stage.SERVING: ("committee", ("letter", "dispatch", "recall", "resign", "end")),
    }
    for stage, (key, names) in pages.items():
        found = make.at(world, stage)
        for name in names:
            assert _page(signed_in(key), name, found.pk).status_code == 200, name
    client = signed_in("committee")
    for kind in ("unit", "org", "grid", "nonsense"):
        assert _page(client, "dispatch", found.pk, to=kind).status_code == 200
    row = Dispatch.objects.as_system("test").get()
    assert "一号网格" in _text(_page(client, "end_dispatch", row.key))
    letter = found.letters.as_system("test").get()
    assert letter.number in _text(_page(client, "letter_print", letter.pk))
    assert _page(signed_in("street"), "apply").status_code == 200


def test_a_review_of_a_moved_on_file_is_told(world, signed_in):
    found = make.instructor(world, Stage.FIRST_PASSED)
    response = _post(signed_in("street"), "first_review", found.pk, data={"decision": "pass_first"})
    assert response.status_code == 422
    assert "程序不得跳越" in _text(response)


def test_a_refusal_keeps_what_was_typed(world, signed_in):
    found = make.instructor(world)
    data = {"target": world.grid.pk, "since": UNTIL, "reason": "理由一二"}
    response = _post(signed_in("committee"), "dispatch", found.pk, data=data, to="?to=grid")
    assert response.status_code == 422
    assert "派驻期应在聘期之内" in _text(response)
    assert "理由一二" in _text(response)


def test_a_target_out_of_sight_is_no_choice(world, signed_in):
    found, hidden = make.instructor(world), make.unit("外", make.district("511126").community)
    response = _post(
        signed_in("committee"), "dispatch", found.pk, data={"target": hidden.pk, "since": TODAY}, to="?to=unit"
    )
    assert response.status_code == 422
    assert "不在您的职责范围内" in _text(response)


def test_look_ups_show_only_what_is_visible(world, signed_in):
    unit, hidden = make.unit("东街水泥", world.community), make.unit("东街砖厂", make.district("511126").community)
    org = make.org("东街联合支部", world.street)
    client = signed_in("committee")
    found = _page(client, "targets", "unit", q="东街").json()["results"]
    assert [row["id"] for row in found] == [unit.pk]
    assert hidden.pk not in {row["id"] for row in found}
    assert [row["id"] for row in _page(client, "targets", "org", q="东街").json()["results"]] in ([org.pk], [])
    assert _page(client, "targets", "grid", q="一号").status_code == 404
    assert _page(client, "targets", "unit", q="").json() == {"results": []}
    assert _page(signed_in("street"), "targets", "unit", q="东街").status_code == 403
    names = [row["label"] for row in _page(signed_in("street"), "people", q="street").json()["results"]]
    assert any("street" in name for name in names)
    assert not any("other_street" in name for name in names)


def test_my_visits_list_the_most_overdue_first(world, signed_in):
    found = make.instructor(world)
    world.users["guide"] = make.user("指导员甲", world.bodies["other_street"], "instructor", found.person)
    late = make.unit("甲", world.community)
    services.dispatch(instructor=found, target=late, since=TODAY, on=TODAY, by=system("test", on=TODAY))
    response = _page(signed_in("guide"), "visits")
    assert [row.unit for row in response.context["rows"]] == [late]
    assert re.search("2026-04-02", _text(response))


@pytest.mark.parametrize("name", ["detail", "visits", "list"])
def test_an_instructor_sees_the_own_file(world, signed_in, name):
    found = make.at(world, Stage.SERVING)
    world.users["guide"] = make.user("指导员甲", world.bodies["other_street"], "instructor", found.person)
    make.instructor(world)
    client = signed_in("guide")
    response = _page(client, name, *([found.pk] if name == "detail" else []))
    assert response.status_code == 200
    if name == "list":
        assert list(response.context["object_list"]) == [found]


def test_a_rejected_file_shows_where_it_ended(world, signed_in):
    found = make.at(world, Stage.REJECTED)
    steps = _page(signed_in("street"), "detail", found.pk).context["stepper"]
    assert [step["state"] for step in steps[:2]] == ["done", "refused"]
    assert "材料不全" in steps[1]["note"]


def test_a_returned_file_starts_its_round_again(world, signed_in):
    found = make.instructor(world, Stage.FIRST_PASSED)
    by = system("test", on=TODAY)
    services.review(instructor=found, step=Step.RETURN, on=TODAY, by=by, opinion="补充")
    steps = _page(signed_in("street"), "detail", found.pk).context["stepper"]
    assert [step["state"] for step in steps[:3]] == ["current", "todo", "todo"]
