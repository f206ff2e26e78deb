"""Organizations in the browser: a plan moved by hand, a re-election from its reminder, a warning decided on, members on a phone."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from access.principals import system_scope
from enterprises import services as register
from enterprises.models import Unit
from enterprises.services.inputs import Survey
from orgs import services
from orgs.choices import LinePlace, MemberStage, ReElectionStage
from orgs.models import Application, Member, MemberTransfer, PartyOrg, PlanLine, ReElection, Term, UnitDecision
from orgs.services import members as acts
from tests.factories import orgs as factory
from tests.journeys import sound
from tests.journeys.visitors import PHONE
from tests.orgs.plans import street as streets

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOUNDED = date(2012, 1, 1)
ORG = "示例东风公司党支部"


@pytest.fixture
def world(web):
    """Give the district, committed; ``web`` first, since it empties afterwards."""
    return factory.build()


@pytest.fixture
def as_committee(world):
    """Act for the committee in a transaction that is committed at its end."""

    def act(do):
        with transaction.atomic():
            return do(world.act_as("committee"))

    return act


def only(model, **wanted):
    with system_scope("test"):
        return model.objects.as_system("test").get(**wanted)


def act(person, step, **values):
    """Take a step from the open page: follow its button, fill in its form, and be back without a refusal."""
    person.follow(step)
    sound.insist(person)
    person.fill(**values)
    person.press(step)
    assert person.problems() == []


def refused(person, words):
    """Insist that the open page refuses with words, and is sound while it does."""
    expect(person.page.locator(".form-summary")).to_contain_text(words)
    sound.insist(person)


@pytest.fixture
def planned(world):
    """Give two groups of two units each and one alone."""
    with transaction.atomic():
        street = streets.build(world, world.act_as("east"))
    return {
        "alone": street.unit(formal=3), "one": street.unit(at=0, formal=2), "two": street.unit(at=0, formal=1),
        "far": street.unit(at=3, industry="F", formal=2), "away": street.unit(at=3, industry="F", formal=2),
    }  # fmt: skip


def test_a_unit_is_dragged_to_another_group_and_the_rule_answers_and_a_part_is_accepted(planned, world, visitor):
    east = visitor(world.users["east"])
    east.page.goto("/orgs/plans/")
    east.follow("编制组建方案")
    east.page.select_option("#id_area", str(world.east.pk))
    east.press("开始编制")
    expect(east.page.locator("h1")).to_have_text(world.east.name)
    sound.insist(east)
    plan = east.page.url
    cards = east.page.locator(".plan-card")
    names = {key: unit.name for key, unit in planned.items()}

    near, far = (cards.filter(has_text=names[key]) for key in ("one", "far"))
    drag(east, names["two"], far)
    refused(east, "不足3名")
    east.page.goto(plan)
    expect(near).to_contain_text(names["two"])

    near.get_by_label("采纳这一组").check()
    east.page.get_by_role("button", name="采纳勾选的部分").click()
    expect(near).to_contain_text("已采纳")
    expect(far).not_to_contain_text("已采纳")
    with east.page.expect_navigation():
        near.get_by_role("link", name="组建请示").click()
    sound.insist(east)
    assert only(Application).size == 2


def drag(person, name, onto):
    with person.page.expect_navigation():
        person.page.locator("[data-plan-unit]", has_text=name).drag_to(onto)


def test_on_a_phone_a_group_is_ticked_and_moved_with_a_reason(planned, world, visitor):
    east = visitor(world.users["east"], PHONE)
    east.page.goto("/orgs/plans/new/")
    east.page.select_option("#id_area", str(world.east.pk))
    east.press("开始编制")
    sound.insist(east)
    for key in ("one", "two"):
        east.page.get_by_label(planned[key].name, exact=True).tap()
    form = east.page.locator("#move")
    form.locator("select").select_option(index=far_target(form, east))
    form.get_by_role("button", name="移动").tap()
    refused(east, "相邻")
    east.fill(reason="同属一家集团")
    east.press("写明理由后移动")
    assert east.problems() == []
    sound.insist(east)
    lines = PlanLine.objects.as_system("test").filter(place=LinePlace.GROUP)
    assert len({line.number for line in lines}) == 1


def far_target(form, east):
    options = form.locator("select option").all_inner_texts()
    return next(n for n, text in enumerate(options) if "丙社区" in text)


def test_a_reelection_goes_from_the_reminder_to_the_filed_result(world, as_committee, visitor):
    org = as_committee(lambda by: world.single(by=by, on=FOUNDED, name=ORG, unit=world.unit(formal=9, since=FOUNDED)))
    as_committee(lambda by: services.elect(org=org, election=services.Election(on=date(2012, 9, 20)), by=by))
    soon = timezone.localdate() + timedelta(days=20)
    with system_scope("test"):
        Term.objects.as_system("test").filter(org_id=org.pk).update(ends_on=soon)
    east, committee = visitor(world.users["east"]), visitor(world.users["committee"])
    east.page.goto("/orgs/terms/")
    sound.insist(east)
    act(east, "办理换届")
    act(east, "报送换届请示", formal=9, committee=3)
    row = only(ReElection)
    committee.page.goto(row.get_absolute_url())
    act(committee, "批复换届请示", approval_no="示例〔2026〕9号")
    east.page.reload()
    east.follow("登记候选人")
    east.fill(committee="示例甲\n示例乙\n示例丙", secretary="示例甲")
    east.press("登记候选人")
    refused(east, "不少于4人")
    east.fill(committee="示例甲\n示例乙\n示例丙\n示例丁")
    east.press("登记候选人")
    assert east.problems() == []
    votes = {f"votes_committee_{number}": count for number, count in enumerate((9, 8, 7, 2))}
    act(east, "登记选举结果", entitled=9, present=9, issued_committee=9, returned_committee=9, issued_secretary=9,
        returned_secretary=9, votes_secretary_0=9, **votes)  # fmt: skip
    sound.insist(east)
    act(east, "上报选举结果")
    committee.page.reload()
    act(committee, "选举结果备案", number="示例备9号")
    sound.insist(committee)
    row = only(ReElection)
    assert (row.stage, row.filing_no) == (ReElectionStage.FILED, "示例备9号")


def test_a_warning_is_decided_on_and_asks_no_more(world, as_committee, visitor):
    units = [world.unit(formal=2, name="示例增员公司"), world.unit(formal=2)]
    as_committee(lambda by: world.joint(by=by, units=units))

    def found(by):
        row = Unit.objects.visible_to(by, "enterprises.view_unit").get(pk=units[0].pk)
        register.survey(unit=row, answers=Survey(formal=3), on=factory.TODAY, by=by)

    as_committee(found)
    east = visitor(world.users["east"])
    east.page.goto("/")
    with east.page.expect_navigation():
        east.page.locator("#content").get_by_role("link", name="待研判的单位变动").first.click()
    sound.insist(east)
    east.follow("研判")
    sound.insist(east)
    east.fill(answer="下月分出来单独组建，由示例干部负责。")
    east.press("保存")
    assert east.problems() == []
    east.page.goto("/orgs/warnings/")
    assert not east.page.get_by_role("link", name="研判", exact=True).count()
    assert east.page.get_by_text("下月分出来单独组建").count()
    sound.insist(east)
    assert only(UnitDecision).unit_id == units[0].pk


def test_an_applicant_is_entered_and_advanced_and_a_letter_is_issued_on_a_phone(world, as_committee, visitor):
    org, other = (
        as_committee(lambda by, name=name: world.single(by=by, on=FOUNDED, name=name))
        for name in (ORG, "示例西风党支部")
    )
    today = timezone.localdate()
    formal = as_committee(lambda by: acts.enrol(
        org=org, entry=acts.Entry("示例老党员", date(1980, 2, 28)), stage=MemberStage.FORMAL, since=date(2010, 7, 1), by=by,
    ))  # fmt: skip
    east = visitor(world.users["east"], PHONE)
    east.page.goto(f"/orgs/{org.pk}/")
    east.page.locator("[hx-get$='orgs.members/']").scroll_into_view_if_needed()  # read when it comes into sight
    east.tap(east.page.get_by_role("link", name="登记党员或入党申请人"))
    sound.insist(east)
    east.page.select_option("#id_stage", "applicant")
    east.fill(name="示例申请人", born_on="1990-05-01", since=today - timedelta(days=200))
    east.press("登记党员或入党申请人")
    assert east.problems() == []
    sound.insist(east)
    east.tap(east.page.get_by_role("link", name="登记为入党积极分子"))
    sound.insist(east)
    east.press("登记为入党积极分子")
    assert east.problems() == []

    east.page.goto(formal.get_absolute_url())
    sound.insist(east)
    east.tap(east.page.get_by_role("link", name="开具组织关系介绍信"))
    sound.insist(east)
    east.fill(letter_no="示例1号")
    east.look_up("to_org", other.name)
    east.press("开具组织关系介绍信")
    assert east.problems() == []
    for step in ("登记接收", "确认回执"):
        east.tap(east.page.get_by_role("link", name=step))
        east.press(step)
        assert east.problems() == []
    assert only(MemberTransfer).letter_no == "示例1号"
    assert only(Member, pk=formal.pk).org_id == other.pk
    assert {row.name for row in PartyOrg.objects.as_system("test")} == {ORG, other.name}
