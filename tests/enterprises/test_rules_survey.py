"""The table of a visit's checks and skip logic; every check has its boundary, and the exported data says the same."""

import json

import pytest

from enterprises.choices import SurveyPart
from enterprises.rules import survey
from enterprises.rules.survey import CHECKS, FIELDS, MAX_COUNT, MAX_WAN, RELATIONS, SHOWS, hidden, judge


def refused(**values):
    return [(at, one.code) for at, one in judge(values).refusals]


@pytest.mark.parametrize("name", list(FIELDS))
def test_no_number_may_be_negative(name):
    found = judge({name: -1}).refusals
    assert [(at, one.code.split("_")[1]) for at, one in found] == [(name, "negative")]
    assert str(FIELDS[name].label) in found[0][1].render()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("staff", MAX_COUNT, None),
        ("staff", MAX_COUNT + 1, "count_too_large"),
        ("revenue_wan", MAX_WAN, None),
        ("assets_wan", MAX_WAN + 1, "money_too_large"),
    ],
)
def test_a_number_is_at_most_what_can_be(name, value, code):
    assert refused(**{name: value}) == ([(name, code)] if code else [])


@pytest.mark.parametrize(("staff", "found"), [(3, []), (2, [("formal", "members_exceed_staff")]), (None, [])])
def test_members_are_at_most_the_staff(staff, found):
    assert refused(staff=staff, formal=2, probationary=1) == found


@pytest.mark.parametrize(("members", "found"), [(2, []), (1, [("formal", "formal_exceed_members")]), (None, [])])
def test_formal_members_are_at_most_the_members(members, found):
    assert refused(formal=2, members=members) == found


@pytest.mark.parametrize(
    ("split", "is_right"),
    [
        ({}, True),
        ({"relation_here": 2, "relation_talent": 1}, True),
        ({"relation_here": 2}, False),
        ({"relation_other": 4}, False),
    ],
)
def test_the_relation_split_adds_up_to_the_members(split, is_right):
    found = refused(staff=9, formal=2, probationary=1, activists=2, **split)
    assert found == ([] if is_right else [("relation_here", "relation_split")])


@pytest.mark.parametrize(("staff", "codes"), [(4, ["stages_exceed_staff"]), (5, []), (None, [])])
def test_more_people_on_the_way_than_staff_is_a_warning(staff, codes):
    judged = judge({"staff": staff, "formal": 2, "applicants": 3})
    assert judged.refusals == ()
    assert [one.code for _at, one in judged.warnings] == codes


def test_sums_are_compared_only_of_possible_numbers():
    assert refused(staff=1, formal=5, probationary=-1) == [("probationary", "count_negative")]


def test_counts_are_asked_only_behind_an_open_door():
    assert "staff" in hidden({"outcome": "refused", "staff": 3})
    assert "staff" not in hidden({"outcome": "done", "staff": 3})
    assert "revisit_on" in hidden({"outcome": "done"})
    assert "revisit_on" not in hidden({"outcome": "refused"})


@pytest.mark.parametrize(("formal", "probationary", "is_asked"), [(0, 0, False), (1, 0, True), (0, 1, True)])
def test_relations_are_asked_only_where_there_are_members(formal, probationary, is_asked):
    asked = not set(RELATIONS) & hidden({"outcome": "done", "formal": formal, "probationary": probationary})
    assert asked is is_asked


def test_what_depends_on_a_hidden_field_is_hidden_with_it():
    more = [survey.Show(("own",), ("staff",), "ge", 50), survey.Show(("size",), ("own",), "eq", True)]
    assert {"own", "size"} <= hidden({"outcome": "done", "staff": 49, "own": True}, more)
    assert not {"own", "size"} & hidden({"outcome": "done", "staff": 50, "own": True}, more)


def test_the_exported_data_is_the_whole_table_and_plain():
    data = json.loads(json.dumps(survey.as_data(), default=str))
    assert [one["name"] for one in data["fields"]] == list(FIELDS)
    assert [(one["code"], tuple(one["left"]), tuple(one["right"])) for one in data["checks"]] == [
        (one.code, one.left, one.right) for one in CHECKS
    ]
    assert [tuple(one["fields"]) for one in data["shows"]] == [one.fields for one in SHOWS]


def test_every_part_has_its_fields_or_its_own_place_on_the_form():
    with_fields = {one.part for one in FIELDS.values()}
    assert set(SurveyPart) - with_fields == {SurveyPart.MASS, SurveyPart.LIAISON, SurveyPart.TALKS}


@pytest.mark.parametrize(
    ("values", "said", "left"),
    [
        ({"formal": 0, "probationary": 0, "relation_here": 3}, (), 0),
        ({"formal": 0, "probationary": 0, "relation_here": 3}, ("relation_here",), 3),  # said anew: refused, not mended
        ({"formal": 1, "probationary": 0, "relation_here": 3}, (), 3),
        ({"formal": 0, "relation_here": 3}, (), 3),  # not all is known
    ],
)
def test_without_members_relations_that_nobody_spoke_of_sit_nowhere(values, said, left):
    assert survey.settled(values, said)["relation_here"] == left


def test_a_known_split_is_asked_with_the_number_that_it_has_to_match():
    assert survey.asked_with(["members"], {"relation_here": 2}) == ["members", "relations"]
    assert survey.asked_with(["members"], {"relation_here": 0}) == ["members"]
    assert survey.asked_with(["staff"], {"relation_here": 2}) == ["staff"]
