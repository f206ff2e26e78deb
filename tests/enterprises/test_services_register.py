"""Registering and amending: what is written, and that a refusal writes nothing."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from access import policy
from access.models import AuditEvent, Person
from access.principals import acting
from enterprises import services
from enterprises.choices import BaseReason, OperatingStatus, UnitKind
from enterprises.models import Unit
from tests.factories.access import TODAY
from tests.factories.enterprises import code, day, identity, unit


def rows(model=Unit):
    return model.objects.as_system("count in a test").count()


def refusal(raised):
    return {name: [error.code for error in errors] for name, errors in raised.value.error_dict.items()}


def test_register_writes_the_unit_its_facts_and_one_audit_line(land, east):
    with acting(east):
        made = services.register(
            identity=identity(
                name="东方机械(示例)有限公司", legal_rep="张三", owner="张三", contact_phone="138 0000 1234"
            ),
            area=land.first,
            on=day("2015-05-01"),
            by=east,
            survey=services.Survey(staff=30, formal=3, probationary=1, mass={"union": True}),
        )
    assert (made.area_path, made.version, made.contact_phone) == (land.first.path, 1, "+8613800001234")
    assert made.legal_rep == made.owner
    kept = Unit.objects.visible_to(east, "enterprises.view_unit").get(pk=made.pk)
    on = day("2015-05-01")
    status = kept.status_facts.visible_to(east, "enterprises.view_unit").as_of(on).get()
    assert status.status == OperatingStatus.OPERATING
    assert kept.placement_facts.as_system("t").as_of(on).get().area == land.first
    assert kept.scale_facts.as_system("t").as_of(on).get().staff == 30
    assert kept.member_facts.as_system("t").as_of(on).get().members == 4
    assert kept.mass_facts.as_system("t").as_of(on).get().kind == "union"
    assert kept.base_facts.as_system("t").as_of(on).get().reason == BaseReason.LEGAL_UNIT
    assert not kept.status_facts.as_system("t").as_of(day("2015-04-30")).exists()
    assert AuditEvent.objects.as_system("t").filter(act="enterprises.registered", object_id=made.pk).count() == 1


@pytest.mark.parametrize(
    ("parts", "field", "why"),
    [
        ({"uscc": "91110000600037341X"}, "uscc", "uscc_check_digit"),
        ({"uscc": "9111000060003734"}, "uscc", "uscc_length"),
        ({"uscc": "", "no_code_reason": ""}, "uscc", "code_missing"),
        ({"no_code_reason": "pending", "uscc": "91110000600037341L"}, "no_code_reason", "code_and_reason"),
        ({"name": " ( ) "}, "name", "name_missing"),
        ({"name": "甲\x00公司"}, "name", "unfit_text"),
        ({"name": "甲\ud800公司"}, "name", "unfit_text"),
        ({"name": "长" * 121}, "name", "max_length"),
        ({"kind": "bank"}, "kind", "invalid_choice"),
        ({"social_kind": "foundation"}, "social_kind", "social_kind"),
        ({"kind": UnitKind.SOCIAL, "social_kind": ""}, "social_kind", "social_kind_missing"),
        ({"industry_class": "34A1", "industry_section": "C"}, "industry_class", "industry_class"),
        ({"industry_class": "3411"}, "industry_section", "industry_section"),
        ({"founded_on": day("2015-11-01")}, "founded_on", "date_in_future"),
        ({"contact_phone": "12345"}, "contact_phone", "phone"),
        ({"longitude": 120}, "latitude", "point_is_whole"),
    ],
)
def test_a_refused_identity_names_its_field_and_writes_nothing(land, east, parts, field, why):
    with acting(east), pytest.raises(ValidationError) as raised:
        services.register(identity=identity(**parts), area=land.first, on=TODAY, by=east)
    assert refusal(raised)[field] == [why]
    assert rows() == 0
    assert rows(Person) == 1  # the officer


@pytest.mark.parametrize(
    ("answers", "field", "why"),
    [
        ({"staff": 3, "formal": 4}, "formal", "members_exceed_staff"),
        ({"staff": -1}, "staff", "count_negative"),
        ({"formal": -1}, "formal", "count_negative"),
        ({"formal": 3, "relation_here": 1}, "relation_here", "relation_split"),
        ({"revenue_wan": -1}, "revenue_wan", "money_negative"),
    ],
)
def test_impossible_counts_are_refused_at_their_field(land, east, answers, field, why):
    with acting(east), pytest.raises(ValidationError) as raised:
        services.register(identity=identity(), area=land.first, on=TODAY, by=east, survey=services.Survey(**answers))
    assert refusal(raised) == {field: [why]}
    assert rows() == 0


def test_registering_elsewhere_is_denied(land, east):
    with acting(east), pytest.raises(policy.Denied):
        services.register(identity=identity(), area=land.west, on=TODAY, by=east)
    assert rows() == 0


def test_a_county_is_too_wide_a_place(land, committee):
    with acting(committee), pytest.raises(ValidationError) as raised:
        services.register(identity=identity(), area=land.county, on=TODAY, by=committee)
    assert refusal(raised) == {"area": ["area_too_wide"]}


def test_a_code_held_elsewhere_names_the_street_and_nothing_more(land, east, west):
    there = unit(land.west, name="西边独家秘密有限公司")
    with acting(east), pytest.raises(services.HeldElsewhere) as raised:
        services.register(identity=identity(uscc=there.uscc), area=land.first, on=TODAY, by=east)
    sentence = raised.value.message_dict["uscc"][0]
    assert "西街道" in sentence
    assert "秘密" not in sentence
    assert raised.value.trace == {"uscc": there.uscc, "holder": there.pk}
    with acting(west), pytest.raises(services.HeldElsewhere) as raised:
        services.register(identity=identity(uscc=there.uscc), area=land.west, on=TODAY, by=west)
    assert "西边独家秘密有限公司" in raised.value.message_dict["uscc"][0]


def test_a_unit_of_the_same_name_in_the_same_area_is_asked_about(land, east):
    unit(land.first, name="东方机械有限责任公司")
    with acting(east), pytest.raises(ValidationError) as raised:
        services.register(identity=identity(name="东方机械有限公司"), area=land.first, on=TODAY, by=east)
    assert refusal(raised) == {"name": ["same_name"]}
    with acting(east):
        services.register(
            identity=identity(name="东方机械有限公司"), area=land.first, on=TODAY, by=east, same_name_confirmed=True
        )
    assert rows() == 2


def test_amend_raises_the_version_and_tells_the_second_person(land, east, committee):
    made = unit(land.first, name="旧名有限公司")
    with acting(east):
        services.amend(
            unit=made, identity=services.Identity.of(made, name="新名有限公司"), on=TODAY, by=east, version=1
        )
    with acting(committee), pytest.raises(ValidationError) as raised:
        services.amend(
            unit=made, identity=services.Identity.of(made, name="另名有限公司"), on=TODAY, by=committee, version=1
        )
    assert raised.value.code == "changed_meanwhile"
    kept = Unit.objects.as_system("t").get(pk=made.pk)
    assert (kept.name, kept.version, kept.initials) == ("新名有限公司", 2, "xmyxgs")


def test_amend_without_a_change_keeps_the_version(land, east):
    made = unit(land.first, contact_phone="13800001234")
    with acting(east):
        services.amend(
            unit=made, identity=services.Identity.of(made, contact_phone="13800001234"), on=TODAY, by=east, version=1
        )
    assert Unit.objects.as_system("t").get(pk=made.pk).version == 1


def test_a_registered_code_is_corrected_never_removed(land, east):
    made = unit(land.first)
    changed = services.Identity.of(made, uscc="", no_code_reason="pending")
    with acting(east), pytest.raises(ValidationError) as raised:
        services.amend(unit=made, identity=changed, on=TODAY, by=east, version=1)
    assert refusal(raised) == {"uscc": ["code_removed"]}
    right = code()
    with acting(east):
        services.amend(unit=made, identity=services.Identity.of(made, uscc=right), on=TODAY, by=east, version=1)
    assert Unit.objects.as_system("t").get(uscc=right) == made


def test_a_count_is_refused_at_its_field_in_english_too(land, east):
    with translation.override("en"), acting(east), pytest.raises(ValidationError) as raised:
        services.register(identity=identity(), area=land.first, on=TODAY, by=east, survey=services.Survey(activists=-1))
    assert refusal(raised) == {"activists": ["count_negative"]}
