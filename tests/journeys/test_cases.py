"""One case from the list to the cancelled ticket, by the pages of the people who handle it, with the papers in their hands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orgs.choices import FormationStage, PlanStatus
from orgs.models import Application, FormationCase
from tests.journeys import sound
from tests.orgs.cases.test_papers import printed, words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UNIT, ORG = "示例东风机械有限公司", "中共示例东风机械有限公司支部委员会"
SECRETARY = "示例书记"


def latest(model):
    return model.objects.as_system("test").latest("pk")


def act(person, step, **values):
    """Take a step from the open page: follow its button, fill in its form, and be back without a refusal."""
    person.follow(step)
    sound.insist(person)
    person.fill(**values)
    person.press(step)
    assert person.problems() == []


def download(person, label):
    with person.page.expect_download() as found:
        person.page.get_by_label(label, exact=True).click()
    return found.value.path().read_bytes()


def open_application(person):
    """Find the application in the list."""
    person.page.goto("/orgs/applications/")
    person.follow(ORG)
    sound.insist(person)


@pytest.fixture
def people(purse, visitor):
    """Give an officer of the street, two of the committee and one of the organization department, each at a desk."""
    world = purse.world
    world.unit(name=UNIT, formal=3)
    world.person(world.east_community, SECRETARY)
    return {key: visitor(world.users[key]) for key in ("east", "committee", "committee2")}


def test_a_case_goes_from_the_list_through_its_papers_to_the_cancelled_ticket(people):
    east, committee, other = people.values()
    plan_and_draft(east)
    open_application(east)
    assert any(UNIT in line for line in words(download(east, "请示 Word")))
    assert ORG in printed(download(east, "请示 PDF"))
    act(east, "报送请示")

    committee.page.goto("/")
    with committee.page.expect_navigation():
        committee.page.locator("#content").get_by_role("link", name="待批复的组建请示").first.click()
    committee.follow(ORG)
    act(committee, "退回", reason="请补充书记人选")
    open_application(east)
    assert east.page.get_by_text("请补充书记人选").count()
    east.follow("修改请示")
    sound.insist(east)
    east.fill(reason="拟由示例书记任书记，本人已同意。")
    east.press("保存")
    assert east.problems() == []
    act(east, "报送请示")
    decide_and_elect(committee, east)

    act(committee, "备案", number="示例备1号")
    act(committee, "正式成立")
    assert latest(Application).stage == FormationStage.ACTIVE
    case = latest(FormationCase)
    committee.page.goto(case.get_absolute_url())
    assert not committee.page.get_by_role("link", name="批准销号").count()  # who founded does not cancel the ticket
    other.page.goto("/orgs/cases/?status=built")
    other.follow(UNIT)
    act(other, "批准销号", number="示例销1号")
    case = latest(FormationCase)
    assert (case.status, case.cleared_no) == (PlanStatus.CLEARED, "示例销1号")
    sound.insist(other)


def plan_and_draft(east):
    due = timezone.localdate() + timedelta(days=60)
    east.page.goto("/orgs/cases/")
    east.press("更新台账")
    east.follow(UNIT)
    sound.insist(east)
    east.follow("制定一企一策")
    sound.insist(east)
    east.page.select_option("#id_obstacle", "no_secretary")
    east.fill(leader="示例领导", due_on=due, text_1="选派书记人选", due_1=due)
    east.press("保存")
    assert east.problems() == []

    east.follow("起草组建请示")
    sound.insist(east)
    assert UNIT in east.page.input_value("#id_name")  # proposed
    east.fill(name=ORG, secretary=SECRETARY)
    east.press("保存草稿")
    assert east.problems() == []


def decide_and_elect(committee, east):
    open_application(committee)
    act(committee, "提交会议研究")
    committee.follow("批复")
    committee.fill(approval_no="示例〔2026〕1号")
    committee.press("批复")
    assert committee.problems() == []
    open_application(east)
    east.follow("登记选举结果")
    sound.insist(east)
    east.fill(entitled=5, present=3)
    east.look_up("secretary", SECRETARY)
    east.press("登记选举结果")
    assert any("五分之四" in problem for problem in east.problems())
    sound.insist(east)
    east.fill(present=4)
    east.press("登记选举结果")
    assert east.problems() == []
    open_application(committee)
