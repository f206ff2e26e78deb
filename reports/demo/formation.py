"""Formation in the demo: every unit 应建未建 is listed, and in one district some stand at each step to the cancelled ticket.

Leaders, measures, numbers and days are invented; which units are listed follows from their facts.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from access.principals import Principal
from enterprises.models import Unit
from orgs.choices import FormationMode, Obstacle, PostKind
from orgs.models import Application, FormationCase
from orgs.services.cases import applying, concluding, listing, planning
from orgs.services.cases.concluding import Elected, Result
from reports.demo.places import Ground

AGES = (100, 40, 0)  # days ago on which the list was brought in step
PLANS = 10  # units with a plan; how many steps each goes on is its number
OBSTACLES = (Obstacle.NO_SECRETARY, Obstacle.NO_VENUE, Obstacle.OWNER_UNWILLING, Obstacle.UNSTABLE)
MEASURES = (("与出资人座谈，讲清组建条件", 5), ("选派书记人选并征求上级意见", 15), ("落实活动场所", 25))


def load(built: Ground, today: date) -> None:
    """List what ought to be organized."""
    for days in AGES:
        rows = Unit.objects.visible_to(built.by, listing.VIEW).filter(area_path__startswith=built.county.path)
        listing.refresh(rows, on=today - timedelta(days=days), by=built.by)


@dataclass(frozen=True)
class Hands:
    """Who acts: one officer of the committee reports, the committee decides, the organization department files, another one clears."""

    reporting: Principal
    committee: Principal
    filing: Principal


def hands_of(built: Ground, today: date) -> Hands:
    """Return who acts in a district."""

    def hand(login: str) -> Principal:
        return Principal.for_user(built.users[login], on=today)

    return Hands(hand("committee2"), hand("committee"), hand("orgdept"))


def steps(built: Ground, today: date) -> None:
    """Take some units to each of the steps."""
    hands = hands_of(built, today)
    rows = FormationCase.objects.visible_to(hands.reporting, planning.PLAN).waiting().order_by("listed_on", "pk")
    for number, case in enumerate(rows.select_related("unit")[:PLANS]):
        plan_one(case, number, today, hands.reporting)
        if number:
            go_on(built, case, number, today, hands)


def plan_one(case: FormationCase, number: int, today: date, by: Principal) -> None:
    """Give a unit its plan; that of the first is overdue."""
    due = today - timedelta(days=5) if number == 0 else today + timedelta(days=30 + number)
    measures = [planning.Measure(text, min(due, today + timedelta(days=days))) for text, days in MEASURES]
    plan = planning.Plan(
        obstacle=OBSTACLES[number % len(OBSTACLES)], form=FormationMode.SINGLE, leader="示例包联领导", due_on=max(due, case.listed_on),
        leader_post="示例街道党工委副书记", instructor="示例指导员", measures=measures,
    )  # fmt: skip
    planning.plan_case(case=case, plan=plan, by=by)


def go_on(built: Ground, case: FormationCase, number: int, today: date, hands: Hands) -> None:
    """Apply for an organization and take as many steps as the number says."""
    days = [today - timedelta(days=back) for back in (45, 40, 35, 28, 21)]
    draft = applying.Draft(
        f"中共{case.unit.name}支部委员会", FormationMode.SINGLE, reason="有3名以上正式党员，具备单独组建条件"
    )
    row = applying.draft_application(cases=[case], draft=draft, on=days[0], by=hands.reporting)
    for step in (*STEPS, clear)[: number - 1]:
        step(built, case, row, days, hands)
        row = Application.objects.visible_to(hands.committee, planning.PLAN).get(pk=row.pk)


def _submit(built: Ground, case: FormationCase, row: Application, days: list[date], hands: Hands) -> None:
    applying.submit_application(application=row, on=days[0], by=hands.reporting)


def _consider(built: Ground, case: FormationCase, row: Application, days: list[date], hands: Hands) -> None:
    applying.consider_application(application=row, on=days[1], by=hands.committee)


def _approve(built: Ground, case: FormationCase, row: Application, days: list[date], hands: Hands) -> None:
    reply = applying.Reply(days[2], f"示例组复〔{days[2].year}〕{row.pk}号", built.bodies["committee"])
    applying.approve_application(application=row, reply=reply, by=hands.committee)


def _elect(built: Ground, case: FormationCase, row: Application, days: list[date], hands: Hands) -> None:
    who = built.person(area=case.unit.area, employer=case.unit.name, post="党支部书记")
    who.save()
    elected = [Elected(PostKind.SECRETARY, who, "employee")]
    for kind in (PostKind.ORGANIZATION, PostKind.PUBLICITY):
        other = built.person(area=case.unit.area, employer=case.unit.name, post="支部委员")
        other.save()
        elected.append(Elected(kind, other))
    result = Result(days[3], 5, 5, elected)
    concluding.elect_application(application=row, result=result, by=hands.reporting)


def _file(built: Ground, case: FormationCase, row: Application, days: list[date], hands: Hands) -> None:
    concluding.file_application(
        application=row, number=f"示例备〔{days[4].year}〕{row.pk}号", on=days[4], by=hands.filing
    )


def _activate(built: Ground, case: FormationCase, row: Application, days: list[date], hands: Hands) -> None:
    concluding.activate_application(application=row, by=hands.filing)


STEPS = (_submit, _consider, _approve, _elect, _file, _activate)  # in their order


def clear(built: Ground, case: FormationCase, row: Application, days: list[date], hands: Hands) -> None:
    """Cancel the ticket of a unit on the last of the days."""
    concluding.clear_case(case=case, number=f"示例销〔{days[4].year}〕{row.pk}号", on=days[4], by=hands.committee)
