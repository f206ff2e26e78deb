"""One street of the demo with sixty uncovered units: planned, accepted, and its cases taken to the cancelled tickets week by week.

Four units are entered anew so that they are sixty. Who goes where follows from the planner, who acts from the roles; numbers and days
are invented.
"""

from dataclasses import replace
from datetime import date, timedelta

from access.choices import Role
from access.principals import Principal
from enterprises.models import BaseRound, Unit
from orgs.choices import FormationMode
from orgs.models import Application, FormationCase
from orgs.services.cases import listing, planning
from orgs.services.planner import accepting, drafts, facts
from orgs.services.planner.facts import Asked
from reports.demo import formation, units
from reports.demo.draw import Drawer
from reports.demo.formation import Hands
from reports.demo.places import Ground
from reports.demo.planning import stand_by

PLACE = 5  # which of the district's streets
SIZE = 60
PLANNED = timedelta(days=98)  # ago
FIRST_REPLY = timedelta(days=84)  # ago; one reply after the other follows
PACE = 6  # days between replies
NEW = timedelta(days=40)  # before the plan were the missing units registered
TIME = timedelta(days=60)  # from the application to the day by which the organization shall stand
UNDER_WAY = (1, 3, 4, 6)  # steps that the last applications have taken; those before them took all


def load(built: Ground, password: str, today: date) -> None:
    """Take the street from sixty uncovered units to cancelled tickets."""
    street, planned = built.streets[PLACE], today - PLANNED
    mine = replace(built, namer=built.namer.beside(60))
    stand_by(built, street, 920)
    _fill_up(mine, Asked(street, planned))
    mine.account("street6", Role.STREET_OFFICER, mine.bodies[f"street:{street.pk}"], password)
    by = _hands(mine, planned).reporting
    draft = drafts.make(asked=Asked(street, planned), by=by)
    accepting.accept(draft=draft, parts=[accepting.ALL], on=planned, by=by)
    _go_on(mine, street.path, today)


def _fill_up(built: Ground, asked: Asked) -> None:
    """Register as many new units as are missing, each with members enough for an organization of its own."""
    known = facts.to_be_planned(Unit.objects.visible_to(built.by, listing.VIEW), asked).order_by().count()
    draw, places = Drawer(built), built.communities[asked.area.pk]
    plans = [
        draw.enterprise(places[number % len(places)], asked.on - NEW, formal=3 + number % 4)
        for number in range(SIZE - known)
    ]
    base = BaseRound.objects.as_system().filter(area=built.county).order_by("pk").last()
    units.write(plans, units.Serial(built.county.code, "Y6"), base)


def _hands(built: Ground, on: date) -> Hands:
    """Return who acts, as of the day on which they do."""
    return replace(formation.hands_of(built, on), reporting=Principal.for_user(built.users["street6"], on=on))


def _go_on(built: Ground, path: str, today: date) -> None:
    rows = Application.objects.visible_to(built.by, planning.PLAN).filter(area_path__startswith=path)
    found = list(rows.order_by("pk"))
    done = len(found) - len(UNDER_WAY)
    for number, row in enumerate(found):
        reply = min(today - FIRST_REPLY + timedelta(days=PACE * number), today - timedelta(days=10))
        days = [reply + timedelta(days=more) for more in (-14, -5, 0, 4, 9)]
        steps = len(formation.STEPS) if number < done else UNDER_WAY[number - done]
        _take(built, row, days, steps, is_cleared=number < done)


def _take(built: Ground, row: Application, days: list[date], steps: int, *, is_cleared: bool) -> None:
    """Plan for the units of an application, take it some steps on, and cancel their tickets."""
    cases = FormationCase.objects.visible_to(built.by, planning.PLAN).filter(application=row)
    held = list(cases.select_related("unit__area").order_by("pk"))
    for case in held:
        _plan(case, FormationMode(row.form), days[0], _hands(built, days[0]).reporting)
    for step, day in list(zip(formation.STEPS, (*days, days[-1]), strict=True))[:steps]:
        step(built, held[0], row, days, _hands(built, day))
        row = Application.objects.visible_to(built.by, planning.PLAN).get(pk=row.pk)
    for case in held if is_cleared else ():
        formation.clear(built, case, row, days, _hands(built, days[-1]))


def _plan(case: FormationCase, form: FormationMode, on: date, by: Principal) -> None:
    """Write the plan for a unit; what it says was done by the day of the application."""
    measures = [planning.Measure(text, on, on) for text, _days in formation.MEASURES]
    plan = planning.Plan(
        obstacle=formation.OBSTACLES[case.pk % len(formation.OBSTACLES)], form=form, leader="示例包联领导", due_on=on + TIME,
        leader_post="示例街道党工委副书记", instructor="示例指导员", measures=measures,
    )  # fmt: skip
    planning.plan_case(case=case, plan=plan, by=by)
