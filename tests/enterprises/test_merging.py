"""Merging two entries of one unit (合并): both histories stay, the alias leads to the kept one, what cannot be is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from access import policy
from access.choices import Role
from access.errors import Conflict
from access.principals import acting, system_scope
from enterprises import services
from enterprises.models import NotDuplicate, ScaleFact, StatusFact, Unit
from enterprises.queries import duplicates
from enterprises.rules import uscc
from tests.factories.access import TODAY, AssignmentFactory, BodyFactory, principal
from tests.factories.enterprises import unit

NONE = {"uscc": "", "no_code_reason": "pending"}


def merge(kept, alias, by, on=TODAY):
    with acting(by):
        return services.merge(kept=kept, alias=alias, on=on, by=by)


def kept_of(row):
    return Unit.objects.as_system("t").get(pk=row.pk)


def facts(row):
    with system_scope("t"):
        return {
            model.__name__: list(model.objects.as_system("t").filter(unit=row).order_by("pk").values())
            for model in (ScaleFact, StatusFact)
        }


def two(area, **more):
    survey = services.Survey(staff=20, formal=1)
    first = unit(area, survey=survey, name="示例宏达机械有限公司", contact_phone="13900001234")
    second = unit(area, survey=services.Survey(staff=25), name="宏达机械厂", address="东街1号", **(NONE | more))
    return first, second


def test_the_alias_is_closed_and_no_fact_is_repointed(land, east):
    first, second = two(land.first)
    before = facts(first), facts(second)
    merge(first, second, east)
    alias, kept = kept_of(second), kept_of(first)
    assert (alias.merged_into_id, alias.merged_on) == (first.pk, TODAY)
    assert kept.address == "东街1号"  # what the kept one did not know
    assert kept.contact_phone == "+8613900001234"
    after = facts(first), facts(second)
    assert {row["id"] for rows in before for part in rows.values() for row in part} <= {
        row["id"] for rows in after for part in rows.values() for row in part
    }
    assert after[1]["ScaleFact"] == before[1]["ScaleFact"]
    status = StatusFact.objects.as_system("t").filter(unit=second).as_of(TODAY).get()
    assert (status.status, status.reason) == ("closed", "merged")


def test_an_alias_takes_no_more_acts(land, east):
    first, second = two(land.first)
    merge(first, second, east)
    with acting(east), pytest.raises(Conflict, match="已并入"):
        services.survey(unit=second, answers=services.Survey(staff=3), on=TODAY, by=east)
    with pytest.raises(Conflict):
        merge(second, first, east)


@pytest.mark.parametrize("part", ["merged_into_id = NULL, merged_on = NULL", "merged_on = '2001-01-01'"])
def test_a_merge_is_said_once_even_by_sql(land, east, part):
    first, second = two(land.first)
    merge(first, second, east)
    with acting(east), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE enterprises_unit SET {part} WHERE id = {second.pk}")


def test_what_cannot_be_one_unit_is_refused_and_nothing_is_written(land, east):
    first, second = two(land.first)
    cases = (
        (first, unit(land.first, uscc=uscc.compose("91110101", 7001)), "是两家法人单位"),
        (second, first, "请保留有统一社会信用代码的那一家"),
        (first, unit(land.first, kind="social", **NONE), "类别不同"),
        (first, first, "请选择另一家"),
    )
    for kept, alias, sentence in cases:
        with pytest.raises(ValidationError, match=sentence):
            merge(kept, alias, east)
    with acting(east):
        services.raise_difficulty(unit=second, kind="finance", text="缺资金", on=TODAY, by=east)
    with pytest.raises(ValidationError, match="未解决的困难"):
        merge(first, second, east)
    assert kept_of(second).merged_into_id is None
    assert len(facts(second)["StatusFact"]) == 1


def test_both_sides_must_be_in_sight(land, east, committee):
    first, _second = two(land.first)
    far = unit(land.west, **NONE)
    with pytest.raises(policy.Denied):
        merge(first, far, east)
    merge(first, far, committee)
    assert kept_of(far).merged_into_id == first.pk


def test_the_alias_address_leads_to_the_kept_one(land, client):
    client.force_login(AssignmentFactory(role=Role.STREET_OFFICER, body=land.east_body).user)
    first, second = two(land.first)
    assert client.post(f"/enterprises/{first.pk}/merge/{second.pk}/", {"on": TODAY.isoformat()}).status_code == 302
    assert client.get(f"/enterprises/{second.pk}/")["Location"] == f"/enterprises/{first.pk}/"
    assert second.name in client.get(f"/enterprises/{second.pk}/?alias=1").content.decode()
    assert "并入" in client.get(f"/enterprises/{first.pk}/").content.decode()
    listed = client.get("/enterprises/").content.decode()
    assert first.name in listed
    assert second.name not in listed


def test_the_page_lists_the_pairs_of_ones_own_streets(land, client, django_assert_max_num_queries):
    body = BodyFactory(home=land.west, name="西街道")
    first, second = two(land.first, contact_phone="13900001234")
    by = principal(Role.STREET_OFFICER, land.east_body)
    with acting(by), django_assert_max_num_queries(4):
        found = duplicates.pairs(by)
    assert [(pair.kept.pk, pair.alias.pk) for pair in found] == [(first.pk, second.pk)]
    assert "联系电话尾号相同" in found[0].reasons
    stranger = principal(Role.STREET_OFFICER, body)
    with acting(stranger):
        assert duplicates.pairs(stranger) == []


def dismissed(one, other, by, reason="两家店，各有执照"):
    with acting(by):
        return services.dismiss_pair(unit=one, other=other, reason=reason, on=TODAY, by=by)


def offered(by):
    with acting(by):
        return [(pair.kept.pk, pair.alias.pk) for pair in duplicates.pairs(by)]


def test_a_dismissed_pair_is_offered_again_only_when_what_was_compared_changes(land, east):
    first, second = two(land.first, contact_phone="13900001234")
    assert offered(east) == [(first.pk, second.pk)]
    row = dismissed(second, first, east)
    assert (row.unit_id, row.other_id, row.dismissed_by_id) == (first.pk, second.pk, east.user_id)
    assert offered(east) == []
    with acting(east):
        changed = services.Identity.of(second, address="东街3号")
        services.amend(unit=second, identity=changed, on=TODAY, by=east, version=None)
    assert offered(east) == []
    with acting(east):
        changed = services.Identity.of(kept_of(second), name="宏达机械加工厂")
        services.amend(unit=second, identity=changed, on=TODAY, by=east, version=None)
    assert offered(east) == [(first.pk, second.pk)]


def test_dismissing_needs_a_reason_and_both_sides_and_is_said_once(land, east, west):
    first, second = two(land.first, contact_phone="13900001234")
    with pytest.raises(ValidationError, match="请说明"):
        dismissed(first, second, east, reason=" ")
    with pytest.raises(ValidationError, match="请选择另一家"):
        dismissed(first, first, east)
    with pytest.raises(policy.Denied):
        dismissed(first, unit(land.west), east)
    with pytest.raises(policy.Denied):
        dismissed(first, second, west)
    assert not NotDuplicate.objects.as_system("t").exists()
    dismissed(first, second, east)
    with pytest.raises(IntegrityError):
        dismissed(first, second, east)


@pytest.mark.parametrize(
    "change", ["DELETE FROM enterprises_notduplicate", "UPDATE enterprises_notduplicate SET reason = 'x'"]
)
def test_a_dismissal_is_kept_even_by_sql(land, east, change):
    dismissed(*two(land.first, contact_phone="13900001234"), east)
    with acting(east), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_pages_dismiss_a_pair_and_name_who_did(land, client):
    user = AssignmentFactory(role=Role.STREET_OFFICER, body=land.east_body).user
    client.force_login(user)
    first, second = two(land.first, contact_phone="13900001234")
    assert "不是同一家单位" in client.get("/enterprises/duplicates/").content.decode()
    address = f"/enterprises/{first.pk}/merge/{second.pk}/dismiss/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "两家店"}).status_code == 302
    page = client.get("/enterprises/duplicates/").content.decode()
    assert "两家店" in page
    assert "没有发现重复单位" in page


def test_rest_leads_from_the_alias_to_the_kept_one(land, client):
    client.force_login(AssignmentFactory(role=Role.STREET_OFFICER, body=land.east_body).user)
    first, second = two(land.first)
    assert client.get(f"/api/v1/units/{second.pk}/").status_code == 200
    client.post(f"/enterprises/{first.pk}/merge/{second.pk}/", {"on": TODAY.isoformat()})
    answer = client.get(f"/api/v1/units/{second.pk}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/units/{first.pk}/")
    listed = [row["id"] for row in client.get("/api/v1/units/").json()["results"]]
    assert (first.pk in listed, second.pk in listed) == (True, False)
