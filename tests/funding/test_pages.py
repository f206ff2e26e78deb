"""Pages: every door answers, the derivation is told in words, refusals are said, counts of queries stay constant."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from funding.models import Batch, Entitlement, Payment
from tests.factories.funding import TODAY

READ = ("list", "apply", "propose", "assess", "batches", "ledger", "policies", "release")


def test_every_page_answers(page, purse):
    purse.paid()
    for name in READ:
        assert page("committee").get(reverse(f"funding:{name}")).status_code == 200, name
    for name in ("make_batch", "set_budget"):
        assert page("finance").get(reverse(f"funding:{name}")).status_code == 200, name


def test_the_page_of_an_entitlement_explains_it(page, purse):
    item = purse.proposed()
    text = page("committee2").get(item.get_absolute_url()).content.decode()
    for words in (
        "5000",
        "对单独新组建的党组织按照5000元/个标准给予一次性补助",
        "单独组建",
        "组建方式",
        "5000 × 1 = 5000",
        "审核",
    ):
        assert words in text, words


def test_another_street_is_told_that_nothing_is_there(page, purse):
    item = purse.proposed()
    assert page("east").get(item.get_absolute_url()).status_code == 200
    assert page("west").get(item.get_absolute_url()).status_code == 404
    assert page("west").post(reverse("funding:act", args=[item.pk, "review"])).status_code == 404


def test_the_chain_runs_through_the_buttons(page, purse):
    item = purse.proposed()
    page("committee2").post(reverse("funding:review"), {"items": [item.pk]})
    page("orgdept").post(reverse("funding:act", args=[item.pk, "approve"]), {"version": 2})
    answer = page("finance").post(reverse("funding:make_batch"), {"name": "一批", "items": [item.pk]})
    assert answer.status_code == 302, answer.content.decode()
    batch = Batch.objects.as_system("t").get()
    for who, action in (("finance2", "confirm"), ("finance", "send"), ("finance", "pay"), ("finance", "settle")):
        page(who).post(reverse("funding:batch_act", args=[batch.pk, action]))
    assert Entitlement.objects.as_system("t").get().status == "paid"
    assert Batch.objects.as_system("t").get().status == "settled"
    for address in (item.get_absolute_url(), batch.get_absolute_url(), reverse("funding:ledger")):
        assert page("finance").get(address).status_code == 200


def test_a_refusal_is_said_and_nothing_is_stored(page, purse):
    item = purse.proposed()
    answer = page("committee").post(reverse("funding:act", args=[item.pk, "review"]), follow=True)
    assert "不能再由您办理" in answer.content.decode()
    assert Entitlement.objects.as_system("t").get().status == "proposed"
    answer = page("committee2").post(reverse("funding:act", args=[item.pk, "return"]), {"reason": " "}, follow=True)
    assert "须写明理由" in answer.content.decode()
    assert page("committee2").post(reverse("funding:act", args=[item.pk, "dance"])).status_code == 404


def test_a_payment_is_reversed_from_its_batch(page, purse):
    payment = purse.paid()
    page("finance2").post(reverse("funding:payment_act", args=[payment.pk, "reverse"]), {"reason": "户名有误"})
    assert Payment.objects.as_system("t").get().status == "reversed"
    assert Entitlement.objects.as_system("t").get().status == "approved"


def test_a_whole_area_is_previewed_and_proposed(page, purse):
    purse.org(name="示例一支部")
    given = {"area": purse.world.district.pk, "policy": purse.annual.pk, "year": 2015}
    answer = page("committee").post(reverse("funding:propose"), given)
    assert answer.status_code == 200
    assert "考核合格" in answer.content.decode()
    assert not Entitlement.objects.as_system("t").exists()
    page("committee").post(reverse("funding:propose"), {**given, "policy": purse.startup.pk, "confirmed": "1"})
    assert Entitlement.objects.as_system("t").get().amount_yuan == 5000


def test_the_secretary_applies_for_the_own_organization_only(page, purse):
    org, other = purse.org(), purse.org()
    purse.secretary_of(org)
    given = {"policy": purse.startup.pk, "year": 2015}
    assert page("secretary").post(reverse("funding:apply"), {**given, "org": other.pk}).status_code == 422
    answer = page("secretary").post(reverse("funding:apply"), {**given, "org": org.pk})
    assert answer.status_code == 302, re.sub(r"\s+", " ", answer.content.decode())[-3000:]
    item = Entitlement.objects.as_system("t").get()
    assert item.org_id == org.pk
    assert page("secretary").get(item.get_absolute_url()).status_code == 200
    assert page("secretary").get(reverse("funding:ledger")).status_code == 403


@pytest.mark.parametrize("query", ["", "q=示例", "year=2015", "status=proposed", "year=many", "status=odd", "policy=x"])
def test_the_list_filters(page, purse, query):
    purse.proposed()
    answer = page("committee").get(f"{reverse('funding:list')}?{query}")
    assert answer.status_code == 200
    assert "一次性启动经费" in answer.content.decode()


def test_lists_cost_the_same_for_one_row_and_for_many(page, purse, django_assert_max_num_queries):
    items = [purse.approved() for _ in range(3)]
    batch = purse.batch(*items)
    for who, address, most in (
        ("committee", reverse("funding:list"), 30),
        ("finance", batch.get_absolute_url(), 30),
        ("finance", reverse("funding:ledger"), 30),
        ("finance", reverse("funding:batches"), 30),
    ):
        client = page(who)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_policies_are_released_and_ended(page, purse):
    given = {"area": purse.world.district.pk, "standard": "guiyang_grade", "since": str(TODAY)}
    assert page("orgdept").post(reverse("funding:release"), given).status_code == 302
    text = page("leader").get(reverse("funding:policies")).content.decode()
    assert "按考核等次奖励" in text
    version = purse.startup.versions.get()
    answer = page("orgdept").post(reverse("funding:end", args=[version.pk]), {"on": "2016-01-01"})
    assert answer.status_code == 302
    assert purse.startup.versions.get().until.isoformat() == "2016-01-01"


def test_the_dossier_of_an_organization_shows_its_subsidies(page, purse):
    item = purse.approved()
    text = page("committee").get(item.org.get_absolute_url()).content.decode()
    assert "补助与拨付" in text
    assert item.get_absolute_url() in text


def test_home_counts_what_waits(page, purse):
    purse.proposed()
    assert "待审核补助" in page("committee2").get("/").content.decode()


def test_the_administration_site_says_versions_of_a_policy_in_words(purse, page):
    text = page("committee").get(reverse("admin:funding_policy_change", args=[purse.annual.pk])).content.decode()
    assert "10,000.00元" in text
    assert "annual_by_type" not in text


def test_everything_wrong_with_an_application_is_said_at_once(page, purse):
    org = purse.org()
    given = {"policy": purse.startup.pk, "year": timezone.localdate().year + 1, "decided_yuan": "0", "reason": ""}
    for more, missing in (({"org": org.pk}, set()), ({}, {"org"})):
        answer = page("committee").post(reverse("funding:apply"), given | more)
        assert set(answer.context["form"].errors) == {"year", "decided_yuan", "reason"} | missing
    assert not Entitlement.objects.as_system("t").exists()
