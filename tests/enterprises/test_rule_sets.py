"""Managing rules (归口规则) as dated data of each district: which set decides, releasing one, asking it of every unit."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from access import answers, policy
from access.choices import BodyKind, Role
from access.models import AuditEvent
from access.principals import acting, system
from enterprises import services
from enterprises.models import ManagingFact, ManagingRuleSet, Unit
from enterprises.rules import managing
from enterprises.services.managing import answer_for
from tests.factories.access import LONG_AGO, TODAY, AreaFactory, AssignmentFactory, BodyFactory, LineFactory
from tests.factories.enterprises import day, rule_set, unit

TRADE = managing.ManagingRule(key="trade", body="commerce", sections=("F",))
BUILD = managing.ManagingRule(key="build", body="housing", sections=("F",))


@pytest.fixture
def bodies(land):
    made = {}
    for key in ("commerce", "housing"):
        made[key] = BodyFactory(
            home=land.county, kind=BodyKind.MANAGING_COMMITTEE, key=key, name=f"{key}党委", line=LineFactory(code=key)
        )
    return made


def asked(made, when):
    return answer_for(made, made.area, above_scale=None, on=day(when))


def kept(made):
    return Unit.objects.as_system("t").select_related("area", "managing_body").get(pk=made.pk)


def fact(made, when):
    return ManagingFact.objects.as_system("t").filter(unit=made).as_of(day(when)).first()


@pytest.mark.parametrize(
    "data",
    [
        "rules", [1], [{"key": "k"}], [{"body": "b"}], [{"key": "k", "body": "b", "colour": "red"}],
        [{"key": "k", "body": "b"}, {"key": "k", "body": "c"}], [{"key": "k", "body": "b", "sections": ["Z"]}],
        [{"key": "k", "body": "b", "kinds": ["school"]}], [{"key": "k", "body": "b", "keywords": "物业"}],
        [{"key": "k", "body": "b", "keywords": [""]}], [{"key": "k", "body": "b", "is_in_park": "yes"}],
        [{"key": 1, "body": "b"}],
    ],
)  # fmt: skip
def test_rules_that_the_engine_does_not_know_are_refused(data):
    with pytest.raises(ValueError, match="rule"):
        managing.rules_from_data(data)
    with pytest.raises(ValidationError) as raised:
        ManagingRuleSet(rules=data).clean()
    assert set(raised.value.error_dict) == {"rules"}


def test_the_published_rules_survive_being_stored():
    stored = [managing.rule_to_data(rule) for rule in managing.KESHIKETENG]
    assert managing.rules_from_data(stored) == managing.KESHIKETENG
    assert stored[0] == {
        "key": "social", "body": "civil_affairs", "quote": "民政局党总支负责社会组织党建工作", "kinds": ["social"],
    }  # fmt: skip


def test_without_a_set_every_unit_is_left_to_its_territory(land, bodies):
    made = unit(land.first, industry_section="F")
    assert (made.managing_body, made.line_code, fact(made, "2015-10-01").rule) == (None, "", "")


def test_another_districts_set_decides_nothing_here(land, bodies):
    rule_set(AreaFactory(county=True, name="外区"), [TRADE])
    assert unit(land.first, industry_section="F").managing_body is None


def test_the_set_in_force_on_the_day_decides(land, bodies):
    rule_set(land.county, [TRADE], until=day("2015-05-01"))
    rule_set(land.county, [BUILD], since=day("2015-05-01"))
    made = unit(land.first, industry_section="F")
    for when, body in (("2015-04-30", "commerce"), ("2015-05-01", "housing"), ("2011-12-31", None)):
        assert (asked(made, when).body.key if asked(made, when).body else None) == body


def test_the_nearest_area_decides_and_its_own_body_carries(land, bodies):
    rule_set(land.county, [TRADE])
    rule_set(land.east, [BUILD])
    own = BodyFactory(home=land.east, kind=BodyKind.MANAGING_COMMITTEE, key="housing", name="东街道住建党委")
    assert asked(unit(land.first, industry_section="F"), "2015-10-01").body == own
    assert asked(unit(land.west, industry_section="F"), "2015-10-01").body == bodies["commerce"]


def test_a_key_that_no_body_carries_means_the_territory(land):
    rule_set(land.county, [TRADE])
    assert asked(unit(land.first, industry_section="F"), "2015-10-01").body is None


def test_the_database_keeps_the_sets_of_an_area_apart(land):
    rule_set(land.county, [TRADE])
    with acting(system("t")), pytest.raises(IntegrityError) as raised, transaction.atomic():
        ManagingRuleSet.objects.create(area=land.county, rules=[], valid=DateRange(TODAY, None), origin="x")
    assert answers.constraint_sentence(raised.value) == (
        "enterprises_managingruleset_no_overlap", "该辖区在此期间已有一套归口规则。",
    )  # fmt: skip
    with acting(system("t")), pytest.raises(IntegrityError) as empty, transaction.atomic():
        ManagingRuleSet.objects.create(area=land.east, rules=[], valid=DateRange(None, TODAY), origin="x")
    assert answers.constraint_sentence(empty.value)[0] == "enterprises_managingruleset_valid_not_empty"


def released(land, by, rules=(BUILD,), since="2015-10-01", **more):
    values = {"area": land.county, "origin": "区委〔2015〕1号"} | more
    with acting(by):
        return services.set_rules(
            rules=[managing.rule_to_data(rule) for rule in rules], since=day(since), by=by, **values
        )


def test_a_released_set_ends_the_one_before_and_changes_no_unit_by_itself(land, bodies, committee):
    old = rule_set(land.county, [TRADE])
    made = unit(land.first, industry_section="F")
    new = released(land, committee)
    old.refresh_from_db()
    assert (old.until, new.since, new.until) == (day("2015-10-01"), day("2015-10-01"), None)
    assert kept(made).managing_body == bodies["commerce"]
    assert AuditEvent.objects.as_system("t").filter(act="enterprises.rules_set").count() == 1
    between = released(land, committee, [TRADE], "2015-03-01")
    assert between.until == day("2015-10-01")
    with pytest.raises(ValidationError) as raised:
        released(land, committee, [TRADE])
    assert [error.code for error in raised.value.error_dict["since"]] == ["rules_same_day"]


def test_a_set_needs_known_rules_a_source_and_the_right_place(land, committee, east):
    with pytest.raises(policy.Denied):
        released(land, east)
    with pytest.raises(policy.Denied):
        released(land, committee, area=AreaFactory(county=True, name="外区"))
    with pytest.raises(ValidationError), acting(committee):
        services.set_rules(area=land.county, rules=[{"key": "k"}], since=TODAY, origin="x", by=committee)
    with pytest.raises(ValidationError):
        released(land, committee, origin=" ")
    assert not ManagingRuleSet.objects.exists()


def test_asking_again_lists_what_changes_and_applies_it_as_facts_of_the_day(land, bodies, committee):
    rule_set(land.county, [TRADE])
    made, other = unit(land.first, industry_section="F"), unit(land.west, industry_section="C")
    gone = unit(land.first, industry_section="F")
    with acting(system("t", on=TODAY)) as by:
        services.close(unit=gone, status="closed", reason="deregistered", on=day("2015-09-01"), by=by)
    released(land, committee)
    with acting(committee):
        found = services.review_rules(area=land.county, on=day("2015-10-10"), by=committee)
        assert [(one.unit, one.before, one.after.body) for one in found] == [(made, "commerce党委", bodies["housing"])]
        assert services.review_rules(area=land.west, on=day("2015-10-10"), by=committee) == []
        assert services.apply_rules(area=land.county, on=day("2015-10-10"), by=committee) == 1
        assert services.review_rules(area=land.county, on=day("2015-10-10"), by=committee) == []
        assert services.apply_rules(area=land.county, on=day("2015-10-10"), by=committee) == 0
    assert fact(made, "2015-10-09").body == bodies["commerce"]
    assert (fact(made, "2015-10-10").body, fact(made, "2015-10-10").rule) == (bodies["housing"], "build")
    after = kept(made)
    assert (after.managing_body, after.line_code, after.version) == (bodies["housing"], "housing", 2)
    assert kept(other).version == 1
    assert kept(gone).managing_body == bodies["commerce"]


def test_only_who_sets_rules_there_asks_them_again(land, bodies, east):
    rule_set(land.county, [TRADE])
    for act in (services.review_rules, services.apply_rules):
        with acting(east), pytest.raises(policy.Denied):
            act(area=land.east, on=TODAY, by=east)


# Pages ----------------------------------------------------------------------------------------------------------------


def signed_in(role, body):
    client = Client(raise_request_exception=True)
    client.force_login(AssignmentFactory(role=role, body=body).user)
    return client


def test_the_rules_are_read_in_words_and_asked_again_by_the_committee(land, bodies):
    row = rule_set(land.county, [TRADE, *managing.KESHIKETENG])
    rule_set(AreaFactory(county=True, name="外区"), [BUILD])
    officer, staff = signed_in(Role.STREET_OFFICER, land.east_body), signed_in(Role.COMMITTEE, land.committee)
    page = officer.get(reverse("enterprises:rules")).content.decode()
    assert "commerce党委" in page
    assert "名称含“物业”" in page
    assert "民政局党总支负责社会组织党建工作" in page
    assert "外区" not in page
    address = reverse("enterprises:review_rules", args=[row.pk])
    assert address not in page
    assert officer.get(address).status_code == 403
    assert address in staff.get(reverse("enterprises:rules")).content.decode()
    assert "没有要变更的单位" in staff.get(address).content.decode()
    made = unit(land.first, industry_section="F", name="重新核对有限公司")
    with acting(system("t")):
        ManagingRuleSet.objects.filter(pk=row.pk).update(rules=[managing.rule_to_data(BUILD)])
    page = staff.get(address).content.decode()
    assert "重新核对有限公司" in page
    assert staff.post(address, {"on": "2015-10-10"}).status_code == 302
    assert fact(made, "2015-10-10").body == bodies["housing"]


def test_the_committee_of_another_district_asks_nothing_here(land):
    row = rule_set(land.county, [TRADE])
    strange = BodyFactory(home=AreaFactory(county=True, name="外区"), kind=BodyKind.WORK_COMMITTEE)
    client = signed_in(Role.COMMITTEE, strange)
    assert client.get(reverse("enterprises:review_rules", args=[row.pk])).status_code == 403
    assert "示例依据" not in client.get(reverse("enterprises:rules")).content.decode()
    assert client.get(f"/admin/enterprises/managingruleset/{row.pk}/change/").status_code in {200, 403}
    changed = client.post(f"/admin/enterprises/managingruleset/{row.pk}/change/", {"area": land.county.pk})
    assert changed.status_code == 403


def test_the_admin_form_speaks_the_constraint(land):
    rule_set(land.county, [TRADE], since=LONG_AGO)
    client = signed_in(Role.COMMITTEE, land.committee)
    data = {"area": land.county.pk, "rules": '[{"key": "k"}]', "valid_0": "2015-01-01", "valid_1": "", "origin": "x"}
    answer = client.post("/admin/enterprises/managingruleset/add/", data)
    assert "规则应为列表" in answer.content.decode()
