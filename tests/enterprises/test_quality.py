"""Quality rules of the ledger and the origin of each value: one unit per rule, owners, due dates, scores, pages."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from access.choices import Role
from access.principals import acting, system, system_scope
from enterprises import services
from enterprises.models import BaseFact, MembersFact, ScaleFact, Unit
from enterprises.queries import dossier, quality
from enterprises.rules import quality as rules
from enterprises.views import presenting_sources
from tests.factories.access import TODAY, AssignmentFactory, BodyFactory, principal
from tests.factories.enterprises import unit

VIEW = "enterprises.view_unit"
SINCE = TODAY - timedelta(days=40)
GOOD = {"industry_section": "C", "contact_phone": "13900000000", "founded_on": SINCE - timedelta(days=400)}


def made(area, *, survey=None, **more):
    return unit(area, on=SINCE, survey=survey or services.Survey(staff=20, formal=2, probationary=0), **(GOOD | more))


def rewrite(row, model, **values):
    """Plant a fact that the services would refuse."""
    with system_scope("t"):
        kept = model.objects.as_system("t").filter(unit=row, superseded_at__isnull=True).latest("pk")
        model.objects.as_system("t").filter(pk=kept.pk).update(superseded_at=Now())
        if values:
            held = {"unit": row, "valid": kept.valid} | values
            model.objects.create(**held)


def plant(code, area):
    simple = {
        "industry_missing": {"industry_section": ""}, "phone_missing": {"contact_phone": ""},
        "code_pending": {"uscc": "", "no_code_reason": "pending"},
    }  # fmt: skip
    row = made(area, **simple.get(code, {}))
    if code == "members_without_staff":
        rewrite(row, ScaleFact)
    elif code == "members_exceed_staff":
        rewrite(row, MembersFact, formal=15, probationary=6)
    elif code == "base_not_operating":
        with acting(system("t", on=TODAY)) as by:
            services.close(unit=row, status="suspended", reason="no_business", on=TODAY, by=by)
        rewrite(row, BaseFact, in_base=True, reason="legal_unit")
    elif code == "operating_without_base":
        rewrite(row, BaseFact)
    elif code == "operating_without_staff":
        rewrite(row, MembersFact, formal=0, probationary=0)
        rewrite(row, ScaleFact, staff=0)
    elif code == "members_unknown":
        rewrite(row, MembersFact)
    elif code in {"founded_ahead", "founded_after_registration"}:
        ahead = {"founded_ahead": TODAY + timedelta(days=1), "founded_after_registration": TODAY.replace(year=2090)}
        with system_scope("t"):
            Unit.objects.as_system("t").filter(pk=row.pk).update(founded_on=ahead[code])
    return row


@pytest.mark.parametrize("code", [rule.code for rule in rules.RULES])
def test_each_rule_finds_its_unit_and_leaves_a_good_one(land, east, code):
    good, bad = made(land.first), plant(code, land.second)
    with acting(east):
        rows = Unit.objects.visible_to(east, VIEW)
        assert bad.pk in quality.breaking(rows, code, TODAY).values_list("pk", flat=True)
        assert good.pk not in quality.breaking(rows, quality.ANY, TODAY).values_list("pk", flat=True)


def test_every_rule_has_its_condition_and_an_owner():
    assert {rule.code for rule in rules.RULES} == set(quality.CONDITIONS)
    assert {rule.owner for rule in quality.all_rules()} == set(rules.OWNERS)
    assert {"eligible_unorganized", "covered_not_operating"} <= {rule.code for rule in quality.all_rules()}


@pytest.mark.parametrize(("total", "faulty", "score"), [(0, 0, 100), (3, 0, 100), (3, 1, 66), (200, 1, 99), (1, 1, 0)])
def test_the_score_is_a_share_rounded_down(total, faulty, score):
    assert rules.score(total, faulty) == score


def test_impossible_counts_have_no_score():
    with pytest.raises(ValueError, match="impossible"):
        rules.score(1, 2)


def test_a_finding_names_owner_and_due_date(land, east):
    row = plant("members_exceed_staff", land.second)
    with acting(east):
        found = quality.findings("members_exceed_staff", east, TODAY).object_list
    assert [(one.unit.pk, one.since, one.due_on, one.owner, one.is_overdue) for one in found] == [
        (row.pk, SINCE, SINCE + timedelta(days=15), "东二社区", True)
    ]


def test_scores_per_street_are_counted_at_once(land, committee, django_assert_max_num_queries):
    made(land.first)
    plant("industry_missing", land.second)
    made(land.west)
    with acting(committee), django_assert_max_num_queries(4):
        streets = quality.per_street(committee, TODAY)
    found = {one.area.name: (one.score, one.total, one.faulty, one.by_code["industry_missing"]) for one in streets}
    assert found == {"东街道": (50, 2, 1, 1), "西街道": (100, 1, 0, 0)}


def test_each_value_says_who_said_it_and_what_others_said(land, east):
    row = made(land.first)
    with acting(east):
        services.survey(
            unit=row, answers=services.Survey(staff=35), on=TODAY - timedelta(days=5), by=east, source="tax"
        )
        services.survey(unit=row, answers=services.Survey(staff=33), on=TODAY, by=east, source="social_security")
        told = presenting_sources.rows(row, dossier.facts_of(row, east), TODAY, {})
    staff = next(one for one in told if one["label"] == "从业人员")
    assert (staff["value"], staff["source"], staff["by"]) == ("33", "人社社保", east.name)
    assert [(one["value"], one["source"]) for one in staff["others"]] == [("20", "内业核实"), ("35", "税务")]


def test_the_pages_open_into_rows(land, client):
    client.force_login(AssignmentFactory(role=Role.COMMITTEE, body=land.committee).user)
    row = plant("industry_missing", land.second)
    assert "东街道" in client.get("/enterprises/quality/").content.decode()
    page = client.get(f"/enterprises/quality/industry_missing/?area={land.east.pk}").content.decode()
    assert row.name in page
    assert client.get("/enterprises/quality/nothing/").status_code == 404
    assert row.name in client.get("/enterprises/?quality=industry_missing").content.decode()
    assert "其他说法" in client.get(f"/enterprises/{row.pk}/").content.decode()


def test_only_what_has_findings_leads_to_them(land, client):
    client.force_login(AssignmentFactory(role=Role.COMMITTEE, body=land.committee).user)
    plant("industry_missing", land.second)
    made(land.west)
    page = client.get("/enterprises/quality/").content.decode()
    linked = [code for code in (one.code for one in quality.all_rules()) if f'/quality/{code}/"' in page]
    assert linked == ["industry_missing"]
    assert f"area={land.east.pk}&amp;quality=any" in page
    assert f"area={land.west.pk}&amp;quality=any" not in page


def test_identity_says_who_said_it_and_what_was_said_before(land, east):
    row = unit(land.first, address="老街1号", contact_phone="13800001111", on=SINCE)
    with acting(east):
        told = presenting_sources.rows(row, dossier.facts_of(row, east), TODAY, {})
    assert [(one["label"], one["value"], one["source"], one["since"]) for one in told[:2]] == [
        ("地址", "老街1号", "内业核实", SINCE), ("联系电话", "*******1111", "内业核实", SINCE),
    ]  # fmt: skip
    with acting(east):
        changed = services.Identity.of(row, address="新街9号", contact_phone="13900002222")
        services.amend(unit=row, identity=changed, on=TODAY, by=east, version=None, source="enterprise")
        row.refresh_from_db()
        told = presenting_sources.rows(row, dossier.facts_of(row, east), TODAY, {})
        then = presenting_sources.rows(row, dossier.facts_of(row, east), TODAY - timedelta(days=1), {})
    by_label = {one["label"]: one for one in told}
    address, phone = by_label["地址"], by_label["联系电话"]
    assert (address["value"], address["source"], address["since"]) == ("新街9号", "单位自报", TODAY)
    assert [(one["value"], one["source"]) for one in address["others"]] == [("老街1号", "内业核实")]
    assert (phone["value"], [one["value"] for one in phone["others"]]) == ("*******2222", ["*******1111"])
    assert then[0]["value"] == "老街1号"


def test_findings_wait_for_the_office_that_puts_them_right(land):
    plant("members_exceed_staff", land.second)
    owner = principal(Role.COMMUNITY_OFFICER, BodyFactory(home=land.second))
    street = principal(Role.STREET_OFFICER, land.east_body)
    district = principal(Role.COMMITTEE, land.committee)
    found = {}
    for name, by in (("owner", owner), ("street", street), ("district", district)):
        with acting(by):
            waits = quality.waiting(by)
            found[name] = waits if isinstance(waits, tuple) else (waits.rows.count(), waits.overdue.count())
    assert found["owner"] == (1, 1)
    assert found["district"] == (0, 0)
