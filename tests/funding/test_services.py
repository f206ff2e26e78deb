"""Acts on subsidies: what is written and traced, and every refusal with its words."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from access.errors import Conflict
from access.models import AuditEvent
from access.policy import Denied
from access.principals import system, system_scope
from enterprises.models import Unit
from funding import services
from funding.choices import LedgerAccount
from funding.models import Assessment, Batch, Budget, Entitlement, EntitlementStep, LedgerEntry, Payment, Policy
from funding.services import facts
from funding.services.ledger import balances
from orgs import services as orgs
from tests.factories import funding
from tests.factories.funding import LAST_YEAR, TODAY
from tests.factories.orgs import DAY


def _code(caught):
    error = caught.value
    return next(iter(error.error_dict.values()))[0].code if hasattr(error, "error_dict") else error.error_list[0].code


def _refused(code, act, kind=ValidationError):
    with pytest.raises(kind) as caught, transaction.atomic():
        act()
    assert _code(caught) == code, caught.value


def test_a_start_up_subsidy_is_proposed_with_its_derivation(purse):
    item = purse.proposed()
    assert (item.status, item.amount_yuan, item.period, item.year) == ("proposed", Decimal("5000.00"), "", 2015)
    assert item.derivation["rule"] == "qianwei_startup@1"
    assert item.derivation["arithmetic"] == "5000 × 1 = 5000"
    facts = {fact["name"]: fact["value"] for fact in item.derivation["facts"]}
    assert facts["form"] == "single"
    assert facts["founded_on"] == str(DAY)
    assert item.unit_id is not None
    assert EntitlementStep.objects.as_system("t").get().action == "propose"
    assert AuditEvent.objects.as_system("t").filter(act="funding.propose", object_id=item.pk).exists()


@pytest.mark.parametrize(("kind", "amount"), [("branch", 3000), ("general_branch", 5000), ("committee", 10000)])
def test_the_annual_subsidy_follows_type_and_assessment(purse, kind, amount):
    formal = {"branch": 3, "general_branch": 60, "committee": 110}[kind]
    org = purse.org(on=LAST_YEAR, formal=formal)
    if kind != "branch":
        approval = orgs.Approval(on=date(2014, 6, 1), approval_no="示例", reason="人数增加")
        orgs.change_type(org=org, org_type=kind, approval=approval, by=purse.by("committee"))
    _refused("missing_fact", lambda: purse.proposed(org=org, row=purse.annual))
    services.assess(org=org, year=2015, has_passed=False, on=TODAY, by=purse.by("orgdept"))
    _refused("not_assessed", lambda: purse.proposed(org=org, row=purse.annual))
    services.assess(org=org, year=2015, has_passed=True, on=TODAY, by=purse.by("orgdept"))
    assert purse.proposed(org=org, row=purse.annual).amount_yuan == amount
    assert Assessment.objects.as_system("t").filter(superseded_at__isnull=False).count() == 1


def test_mid_year_is_open_and_a_person_decides_with_a_reason(purse):
    org = purse.org()
    services.assess(org=org, year=2015, has_passed=True, on=TODAY, by=purse.by("orgdept"))
    _refused("proration_open", lambda: purse.proposed(org=org, row=purse.annual))
    by = purse.by("committee")
    given = {"org": org, "row": purse.annual, "year": 2015, "on": TODAY, "by": by}
    _refused("above_full", lambda: services.propose(**given, decided_yuan=Decimal(3001), reason="半年"))
    _refused("reason_required", lambda: services.propose(**given, decided_yuan=Decimal(1500)))
    item = services.propose(**given, decided_yuan=Decimal(1500), reason="半年")
    assert item.amount_yuan == 1500
    assert "人工决定" in item.derivation["arithmetic"]


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("not_founded_in_year", lambda p: p.org(on=LAST_YEAR)),
        ("not_single", lambda p: p.world.joint(by=p.by("committee"))),
        ("not_single", lambda p: p.world.regional(by=p.by("committee"), areas=[p.world.east_grid])),
    ],
)
def test_the_start_up_subsidy_is_refused(purse, code, make):
    org = make(purse)
    _refused(code, lambda: purse.proposed(org=org))
    assert not Entitlement.objects.as_system("t").exists()


def test_the_start_up_subsidy_is_given_once_per_unit(purse):
    unit = purse.world.unit(formal=3)
    first = purse.org(unit=unit)
    item = purse.proposed(org=first)
    _refused("standing", lambda: purse.proposed(org=first), Conflict)
    approval = orgs.Approval(on=date(2015, 8, 1), approval_no="示例", reason="撤销")
    orgs.revoke(org=first, approval=approval, by=purse.by("committee"))
    again = purse.org(unit=unit, on=date(2015, 8, 15), name="重新组建的支部")
    _refused("not_unit_not_paid", lambda: purse.proposed(org=again))
    services.cancel(item=item, reason="撤销", on=TODAY, by=purse.by("committee"))
    _refused("not_not_reformed", lambda: purse.proposed(org=again))


def test_the_database_keeps_one_start_up_per_unit_by_itself(purse):
    item = purse.proposed()
    other = purse.org()
    copy = Entitlement(
        org=other, policy=item.policy, policy_version=item.policy_version, shape=item.shape, year=2015, period="",
        unit_id=item.unit_id, amount_yuan=5000, applicant_id=item.applicant_id, proposed_on=TODAY,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="startup_once_per_unit"), transaction.atomic():
        copy.save(force_insert=True)


def test_a_future_year_a_missing_version_and_another_district_are_refused(purse):
    org, by = purse.org(), purse.by("committee")
    _refused("year_ahead", lambda: services.propose(org=org, row=purse.startup, year=2016, on=TODAY, by=by))
    services.end_version(version=purse.startup.versions.get(), on=date(2015, 8, 1), by=purse.by("orgdept"))
    _refused("no_version", lambda: purse.proposed(org=org))
    elsewhere = Policy.objects.create(area=purse.world.west, code="x", name="别处")
    _refused("policy_elsewhere", lambda: purse.proposed(org=org, row=elsewhere))


def test_the_chain_from_application_to_settlement_is_posted(purse):
    payment = purse.paid()
    services.settle(batch=Batch.objects.as_system("t").get(), on=TODAY, by=purse.by("finance"))
    item = Entitlement.objects.as_system("t").get()
    assert (item.status, payment.status, payment.voucher_no) == ("paid", "paid", "凭1")
    people = {item.applicant_id, item.reviewer_id, item.approver_id, item.payer_id, item.checker_id}
    assert len(people - {None}) == 5
    found = balances(purse.world.district, by=purse.by("finance"))
    assert found[LedgerAccount.GRANTED] == 5000
    assert found[LedgerAccount.COMMITMENT] == 0
    assert sum(found.values()) == 0
    acts = list(EntitlementStep.objects.as_system("t").order_by("pk").values_list("action", flat=True))
    assert acts == ["propose", "review", "approve", "batch", "confirm", "send", "pay"]


def test_a_payment_is_reversed_once_and_paid_again(purse):
    payment = purse.paid()
    by = purse.by("finance2")
    _refused("reason_required", lambda: services.reverse(payment=payment, reason=" ", on=TODAY, by=by))
    payer = purse.by("finance")
    _refused("same_person", lambda: services.reverse(payment=payment, reason="错", on=TODAY, by=payer))
    services.reverse(payment=payment, reason="户名有误", on=TODAY, by=purse.by("finance2"))
    by = purse.by("finance2")
    _refused("funding_step", lambda: services.reverse(payment=payment, reason="再冲", on=TODAY, by=by), Conflict)
    item = Entitlement.objects.as_system("t").get()
    assert (item.status, item.payer_id, item.checker_id) == ("approved", None, None)
    assert balances(purse.world.district, by=purse.by("finance"))[LedgerAccount.GRANTED] == 0
    purse.paid(item, name="第二批")
    assert LedgerEntry.objects.as_system("t").filter(kind="reversal").count() == 1
    assert Payment.objects.as_system("t").paid().count() == 1


def test_a_payment_that_comes_back_is_sent_again_or_taken_out(purse):
    batch = purse.sent()
    payment = Payment.objects.as_system("t").get()
    services.fail(payment=payment, reason="账号错误", on=TODAY, by=purse.by("finance"))
    by = purse.by("finance")
    _refused("open_payments", lambda: services.settle(batch=batch, on=TODAY, by=by), Conflict)
    services.resend(payment=payment, on=TODAY, by=purse.by("finance"))
    services.fail(payment=payment, reason="账号错误", on=TODAY, by=purse.by("finance"))
    services.unbatch(payment=payment, reason="换账号", on=TODAY, by=purse.by("finance"))
    assert Payment.objects.as_system("t").get().status == "cancelled"
    assert Entitlement.objects.as_system("t").get().status == "approved"
    assert services.settle(batch=batch, on=TODAY, by=purse.by("finance")).status == "settled"


def test_a_batch_is_reopened_and_cancelled(purse):
    batch = purse.batch()
    services.confirm(batch=batch, on=TODAY, by=purse.by("finance2"))
    services.reopen(batch=batch, reason="漏了一笔", on=TODAY, by=purse.by("finance2"))
    assert Entitlement.objects.as_system("t").get().checker_id is None
    services.cancel_batch(batch=batch, reason="重做", on=TODAY, by=purse.by("finance"))
    assert Entitlement.objects.as_system("t").get().status == "approved"
    assert purse.batch(Entitlement.objects.as_system("t").get(), name="第二批").status == "draft"


def test_the_budget_is_reserved_spent_and_never_exceeded(db):
    purse = funding.build(is_budgeted=True)
    item = purse.reviewed()
    by = purse.by("orgdept")
    _refused("no_budget", lambda: services.approve(items=[item], on=TODAY, by=by))
    purse.budget(4999)
    by = purse.by("orgdept")
    _refused("over_budget", lambda: services.approve(items=[item], on=TODAY, by=by))
    purse.budget(5000)
    services.approve(items=[item], on=TODAY, by=purse.by("orgdept"))
    budget = Budget.objects.as_system("t").get()
    assert (budget.reserved_yuan, budget.paid_yuan, budget.available_yuan) == (5000, 0, 0)
    _refused("below_held", lambda: purse.budget(1))
    payment = purse.paid(Entitlement.objects.as_system("t").get())
    budget = Budget.objects.as_system("t").get()
    assert (budget.reserved_yuan, budget.paid_yuan) == (0, 5000)
    services.reverse(payment=payment, reason="错", on=TODAY, by=purse.by("finance2"))
    services.cancel(item=item, reason="不再补助", on=TODAY, by=purse.by("orgdept"))
    budget = Budget.objects.as_system("t").get()
    assert (budget.reserved_yuan, budget.paid_yuan) == (0, 0)
    found = balances(purse.world.district, by=purse.by("finance"))
    assert found[LedgerAccount.APPROPRIATION] == 5000


def test_returned_is_proposed_again_and_refused_leaves_room(purse):
    item = purse.proposed()
    services.send_back(item=item, reason="补材料", on=TODAY, by=purse.by("committee2"))
    services.propose_again(item=item, on=TODAY, by=purse.by("committee"))
    services.turn_down(item=item, reason="材料不实", on=TODAY, by=purse.by("committee2"))
    refused = Entitlement.objects.as_system("t").get()
    assert (refused.status, refused.refusal["text"]) == ("refused", "材料不实")
    assert purse.proposed(org=refused.org).pk != refused.pk


def test_what_was_paid_is_clawed_back(purse):
    purse.paid()
    item = Entitlement.objects.as_system("t").get()
    services.claw_back(item=item, reason="虚报", on=TODAY, by=purse.by("orgdept"))
    found = balances(purse.world.district, by=purse.by("finance"))
    assert (found[LedgerAccount.RECEIVABLE], found[LedgerAccount.GRANTED]) == (5000, 0)
    _refused("standing", lambda: purse.proposed(org=item.org), Conflict)


def test_dates_stay_in_order_and_versions_are_compared(purse):
    item = purse.proposed()
    by = purse.by("committee2")
    _refused("dates_out_of_order", lambda: services.review(items=[item], on=TODAY - timedelta(1), by=by))
    _refused("changed_meanwhile", lambda: services.review(items=[item], on=TODAY, by=by, version=9), Conflict)


def test_accounts_without_a_person_do_not_act(purse):
    item = purse.proposed()
    _refused("person_required", lambda: services.review(items=[item], on=TODAY, by=system("night job", on=TODAY)))


def test_nobody_acts_outside_the_own_area_or_role(purse):
    item = purse.proposed()
    for key in ("west", "leader", "finance"):
        by = purse.by(key)
        with pytest.raises(Denied), transaction.atomic():
            services.review(items=[item], on=TODAY, by=by)
    by = purse.by("east")
    with pytest.raises(Denied), transaction.atomic():
        services.approve(items=[item], on=TODAY, by=by)


def test_a_whole_area_is_proposed_and_tells_why_not(purse):
    made, old = purse.org(), purse.org(on=LAST_YEAR)
    by = purse.by("committee")
    outcomes = services.propose_all(area=purse.world.district, row=purse.startup, year=2015, on=TODAY, by=by)
    told = {o.org.pk: (o.standing is not None, o.decision.refusal and o.decision.refusal.code) for o in outcomes}
    assert told == {made.pk: (True, None), old.pk: (False, "not_founded_in_year")}
    by = purse.by("west")
    assert services.propose_all(area=purse.world.district, row=purse.annual, year=2015, on=TODAY, by=by) == []


def test_a_new_version_ends_the_old_one(purse):
    spec = services.spec_of(purse.startup.versions.get().as_policy()) | {"amounts": {"": "6000"}}
    since = date(2015, 9, 1)
    services.load_policy(area=purse.world.district, spec=spec, since=since, by=purse.by("orgdept"))
    first, second = purse.startup.versions.order_by("number")
    assert (first.until, second.number) == (since, 2)
    by = purse.by("orgdept")
    _refused("version_overlaps",
             lambda: services.load_policy(area=purse.world.district, spec=spec, since=since, by=by), Conflict)  # fmt: skip
    for bad in ({"amounts": {}}, {"conditions": ["moon"]}, {"shape": "x"}):
        by = purse.by("orgdept")
        code = "no_condition" if "conditions" in bad else "not_a_policy"
        _refused(code, lambda bad=bad, by=by: services.load_policy(
            area=purse.world.district, spec=spec | bad, since=date(2016, 1, 1), by=by))  # fmt: skip


def test_what_was_paid_for_an_entry_that_was_merged_counts_for_the_kept_unit(purse):
    alias, kept = purse.world.unit(formal=3, name="甲厂"), purse.world.unit(formal=3, name="甲公司")
    org = purse.org(unit=alias)
    purse.paid(purse.approved(org=org))
    with system_scope("test"):
        assert facts._paid({kept.pk, alias.pk}) == {alias.pk: {org.pk}}
        Unit.objects.as_system("test").filter(pk=alias.pk).update(merged_into=kept, merged_on=TODAY)
        assert facts._paid({kept.pk}) == {kept.pk: {org.pk}}
