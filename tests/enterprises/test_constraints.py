"""What the database itself refuses, and the sentence that each constraint speaks."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from access import answers
from access.principals import acting, system
from enterprises.models import BaseRound, MembersFact, ScaleFact, Unit, Visit
from tests.factories.enterprises import code, day, unit


def refused(change):
    with pytest.raises(IntegrityError) as raised, acting(system("t")), transaction.atomic():
        change()
    return answers.constraint_sentence(raised.value)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"uscc": "91110000600037341X"}, "enterprises_unit_uscc_well_formed"),
        ({"uscc": "91110000600037341l"}, "enterprises_unit_uscc_well_formed"),
        ({"uscc": "", "no_code_reason": ""}, "enterprises_unit_code_or_reason"),
        ({"no_code_reason": "pending"}, "enterprises_unit_code_or_reason"),
        ({"social_kind": "foundation"}, "enterprises_unit_social_kind_of_social"),
        ({"name": ""}, "enterprises_unit_named"),
        ({"industry_class": "12"}, "enterprises_unit_class_is_digits"),
        ({"industry_section": "C", "industry_class": "1２"}, "enterprises_unit_class_is_digits"),
        ({"longitude": 120}, "enterprises_unit_point_is_whole"),
        ({"longitude": 181, "latitude": 1}, "enterprises_unit_point_is_whole"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_in_chinese(land, values, name):
    made = unit(land.first)
    found, sentence = refused(lambda: Unit.objects.as_system("t").filter(pk=made.pk).update(**values))
    assert found == name
    assert sentence.endswith("。")
    assert name not in sentence


def test_a_code_is_held_by_one_unit(land):
    one, other = unit(land.first), unit(land.west)
    name, sentence = refused(lambda: Unit.objects.as_system("t").filter(pk=one.pk).update(uscc=other.uscc))
    assert (name, sentence) == ("enterprises_unit_uscc_unique", "该统一社会信用代码已有单位登记。")


def test_the_check_digit_of_every_composed_code_is_known_to_the_database(land, owner_sql):
    for _ in range(200):
        made = code()
        assert owner_sql.execute("SELECT enterprises_uscc_is_well_formed(%s)", [made]).fetchone()[0]
        swapped = made[:-1] + ("0" if made[-1] != "0" else "1")
        assert not owner_sql.execute("SELECT enterprises_uscc_is_well_formed(%s)", [swapped]).fetchone()[0]


@pytest.mark.parametrize(
    ("model", "values", "name"),
    [
        (MembersFact, {"formal": 3, "relation_here": 2}, "enterprises_membersfact_split_adds_up"),
        (ScaleFact, {"revenue_wan": -1}, "enterprises_scalefact_not_negative"),
        (MembersFact, {"formal": -1}, "enterprises_membersfact_formal_check"),
    ],
)
def test_impossible_facts_are_refused(land, model, values, name):
    made = unit(land.first)
    found, _sentence = refused(
        lambda: model.objects.create(unit=made, valid=(day("2015-01-01"), None), source="desk", **values)
    )
    assert found == name


def test_a_visit_is_never_changed_or_deleted(land):
    made = unit(land.first)
    with acting(system("t")):
        Visit.objects.create(unit=made, client_uuid=uuid.uuid4(), visited_on=day("2015-10-01"), outcome="done")
    rows = Visit.objects.as_system("t")
    for change in (lambda: rows.update(note="改"), lambda: rows.filter(unit=made)._raw_delete("default")):
        assert refused(change) == ("enterprises_visit_written_once", "走访记录不能修改或删除。")


def test_a_round_has_one_name_in_an_area(land):
    values = {"area": land.county, "name": "一轮", "reviewed_on": day("2015-06-30")}
    with acting(system("t")):
        BaseRound.objects.create(**values)
    assert refused(lambda: BaseRound.objects.create(**values))[0] == "enterprises_baseround_name_unique"


def test_pieces_of_names_are_closed_to_the_restricted_roles(land, owner_sql):
    rows = owner_sql.execute(
        "SELECT grantee FROM information_schema.role_table_grants WHERE table_name = 'enterprises_unitsearch'"
        " AND grantee <> current_user"
    ).fetchall()
    assert rows == []
