"""Writing many instructors: the whole way from application to dispatch, step by step as the database insists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from access.models import Area, Body, Person, User
from access.principals import Principal
from enterprises.models import Unit
from instructors.choices import Stage, Step
from instructors.models import Dispatch, Instructor, Letter, SelectionStep, Training
from instructors.rules.steps import next_stage
from instructors.services import reaching
from reports.demo import bulk
from reports.demo.units import recorded, stamp

HOURS = 24
FIRST_STEPS = (  # step, days after the application, which account takes it
    (Step.SUBMIT, 0, ""),
    (Step.PASS_FIRST, 5, "member"),
    (Step.PASS_SECOND, 12, "orgdept"),
    (Step.START_TRAINING, 14, "committee"),
    (Step.FINISH_TRAINING, 20, "committee"),
    (Step.APPOINT, 24, "committee"),
    (Step.DISPATCH, 26, "committee"),
)


@dataclass
class InstructorPlan:
    """One invented instructor with letters and dispatches."""

    person: Person
    committee: Body
    kind: str
    origin: str
    department: str
    applied_on: date
    since: date
    until: date
    units: list[Unit] = field(default_factory=list)
    grids: list[Area] = field(default_factory=list)
    renewals: tuple[tuple[date, date], ...] = ()
    file: Instructor | None = field(default=None, compare=False)


def write(plans: list[InstructorPlan], county: Area, users: dict[str, User], by: Principal) -> list[Instructor]:
    """Write the files with steps, trainings, letters and dispatches; open what dispatches in force today reach."""
    for plan in plans:
        plan.file = Instructor(
            person=plan.person,
            name=plan.person.name,
            pinyin=plan.person.pinyin,
            initials="".join(p[0] for p in plan.person.pinyin.split()),
            area=plan.committee.home,
            committee=plan.committee,
            kind=plan.kind,
            origin=plan.origin,
            department=plan.department,
            is_formal_member=True,
            applied_on=plan.applied_on,
        )
    files = bulk.insert(Instructor, [plan.file for plan in plans])
    letters: dict[int, list[Letter]] = {plan.file.pk: [] for plan in plans}
    for step, after, login in FIRST_STEPS:
        if step == Step.FINISH_TRAINING:
            _train(plans)
        _step(((plan, plan.applied_on + timedelta(days=after)) for plan in plans), step, users.get(login))
        if step == Step.APPOINT:
            _letters(plans, [(plan.since, plan.until) for plan in plans], county, letters)
    for number in range(max(len(plan.renewals) for plan in plans)):
        renewed = [plan for plan in plans if len(plan.renewals) > number]
        _step(
            ((plan, plan.renewals[number][0] - timedelta(days=10)) for plan in renewed), Step.RENEW, users["committee"]
        )
        _letters(renewed, [plan.renewals[number] for plan in renewed], county, letters)
    dispatches = bulk.insert(Dispatch, (row for p in plans for row in _dispatches(p, letters[p.file.pk])))
    for dispatch in dispatches:
        if dispatch.valid.lower <= by.today < dispatch.valid.upper:
            reaching.open_for(dispatch, on=by.today, by=by)
    return files


def _step(days: Iterable[tuple[InstructorPlan, date]], step: Step, actor: User | None) -> None:
    pairs = list(days)
    if not pairs:
        return
    before = Stage(pairs[0][0].file.stage)
    after = next_stage(before, step)
    bulk.insert(
        SelectionStep,
        (
            SelectionStep(
                instructor=plan.file,
                step=step,
                from_stage=before,
                to_stage=after,
                on=day,
                actor=actor,
                actor_name=actor.name if actor else plan.person.name,
                opinion="同意(示例)" if actor else "",
                recorded_at=recorded(day),
            )
            for plan, day in pairs
        ),
    )
    for plan, _day in pairs:
        plan.file.stage = after
    Instructor.objects.filter(pk__in=[plan.file.pk for plan, _day in pairs]).as_system().update(stage=after)


def _train(plans: list[InstructorPlan]) -> None:
    bulk.insert(
        Training,
        (
            Training(
                instructor=plan.file,
                held_on=plan.applied_on + timedelta(days=18),
                hours=HOURS,
                topic="岗前培训(示例)",
                has_passed=True,
            )
            for plan in plans
        ),
    )


def _letters(
    plans: list[InstructorPlan], periods: list[tuple[date, date]], county: Area, letters: dict[int, list[Letter]]
) -> None:
    taken = Letter.objects.filter(issuing_area=county).as_system().count()
    rows = [
        Letter(
            instructor=plan.file,
            issuing_area=county,
            year=since.year,
            serial=taken + number,
            number=f"{county.code}〔{since.year}〕{taken + number:04d}",
            valid=DateRange(since, until),
            issued_on=since - timedelta(days=2),
        )
        for number, (plan, (since, until)) in enumerate(zip(plans, periods, strict=True), start=1)
    ]
    for row in bulk.insert(Letter, rows):
        letters[row.instructor_id].append(row)


def _dispatches(plan: InstructorPlan, letters: list[Letter]) -> Iterator[Dispatch]:
    for letter in letters:
        dated = stamp(letter.valid.lower, letter.valid.upper)
        for unit in plan.units:
            yield Dispatch(instructor=plan.file, letter=letter, unit=unit, **dated)
        for grid in plan.grids:
            yield Dispatch(instructor=plan.file, letter=letter, grid=grid, **dated)
