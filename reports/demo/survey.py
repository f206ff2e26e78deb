"""A running survey round in 铁西区, half of it visited: officers, lists, outcomes, revisits, extra questions. All of it is invented."""

import random
import uuid
from datetime import date, timedelta

from access.choices import BodyKind, Role
from access.models import User
from access.principals import Principal
from enterprises import services
from enterprises.choices import FactSource, QuestionKind, SurveyPart, TalkKind, VisitOutcome
from enterprises.models import AnswerFact, Question, RoundTask, ScaleFact, SurveyRound, Unit, Visit
from enterprises.rules import rounds as rules
from enterprises.rules.survey import STAGES
from enterprises.services.rounds.dealing import deal_by_place
from reports.demo import bulk, units
from reports.demo.places import Ground

SEED = 2016
STREETS_WITH_OFFICERS = 6  # of seven: the last one's units are on its street's list, to be dealt out
COMMUNITIES_WITH_OFFICERS = 3  # of the first street, besides the one that has an account already
APPROVED, APPROVAL = 5, "示例核〔2026〕1号"  # of the proposals for the base
SAMPLE = 12
CHANGED = 20  # visits that found other numbers of staff
BEGAN, LEFT = timedelta(days=20), timedelta(days=15)
OUTCOMES = (VisitOutcome.DONE,) * 17 + (
    VisitOutcome.DOOR_CLOSED,
    VisitOutcome.REFUSED,
    VisitOutcome.NOT_FOUND,
    VisitOutcome.SHELL,
)
FOUND = ["staff", *STAGES]  # as it was known
VENUES = [
    {"value": "own", "label": "自有"},
    {"value": "shared", "label": "与其他单位共用"},
    {"value": "none", "label": "没有"},
]


def load(built: Ground, password: str, today: date) -> SurveyRound:
    """Write officers, the round, its lists and the visits of its first half."""
    _officers(built, password)
    draw = random.Random(SEED)  # noqa: S311  invented data
    row = SurveyRound.objects.create(
        area=built.county, name="两新组织摸底走访（示例）", starts_on=today - BEGAN, ends_on=today + LEFT,
        filter={"statuses": ["operating"]}, parts=SurveyPart.values, lead=built.bodies["committee"],
        opened_by=built.users["committee"],
    )  # fmt: skip
    row.questions.set(_questions(today))
    found = list(Unit.objects.under(built.county.path).as_system().operating(today).order_by("pk"))
    tasks = bulk.insert(RoundTask, [RoundTask(round=row, unit=one) for one in found])
    row.units = len(tasks)
    row.save(update_fields=["units"])
    deal_by_place([task.pk for task in tasks], built.county, today)
    _visits(row, draw, today)
    _reviewed(row, built, today)
    return row


def _reviewed(row: SurveyRound, built: Ground, today: date) -> None:
    """Let the district approve a part of what the round proposes for the base, and draw the sample of its back-check."""
    by = Principal.for_user(built.users["committee"], on=today)
    chosen = [one.unit.pk for one in services.propose_base(survey_round=row, on=today, by=by)[:APPROVED]]
    services.approve_base(survey_round=row, units=chosen, document=APPROVAL, on=today, by=by)
    services.draw_sample(survey_round=row, seed=SEED, size=SAMPLE, by=by)


def _officers(built: Ground, password: str) -> None:
    first = built.streets[0]
    for number, street in enumerate(built.streets[1:STREETS_WITH_OFFICERS], start=2):
        if f"street{number}" not in built.users:  # that of the planned street is there
            built.account(f"street{number}", Role.STREET_OFFICER, built.bodies[f"street:{street.pk}"], password)
    for number, community in enumerate(built.communities[first.pk][1 : COMMUNITIES_WITH_OFFICERS + 1], start=2):
        body = built.add_body(
            f"community:{community.pk}", f"{community.name}党组织", BodyKind.COMMUNITY, home=community
        )
        built.account(f"community{number}", Role.COMMUNITY_OFFICER, body, password)


def _questions(today: date) -> list[Question]:
    asked = {"created_on": today - BEGAN}
    venue = {"label": "党员活动场地", "kind": QuestionKind.CHOICE, "options": VENUES, "in_list": True, "order": 10}
    wish = {"label": "最希望得到的帮助", "kind": QuestionKind.TEXT, "synonyms": ["困难诉求"], "order": 20}
    return [
        Question.objects.get_or_create(code=code, defaults={**parts, **asked})[0]
        for code, parts in (("venue", venue), ("wish", wish))
    ]


def _visits(row: SurveyRound, draw: random.Random, today: date) -> None:
    """Visit two of three units of each list, about half of all; a few found other staff, and are registered as officers do."""
    tasks = RoundTask.objects.as_system().filter(round=row, officer__isnull=False)
    listed = tasks.select_related("unit", "officer").order_by("officer", "pk")
    visited = [task for number, task in enumerate(listed) if number % 3]
    changed, plain = visited[:: max(1, len(visited) // CHANGED)], []
    for task in visited:
        task.on = today - timedelta(days=draw.randint(1, BEGAN.days - 1))
        task.outcome = VisitOutcome.DONE if task in changed else draw.choice(OUTCOMES)
        plain += [] if task in changed else [task]
    _write(plain)
    venue = Question.objects.get(code="venue")
    done = [task for task in plain if task.outcome == VisitOutcome.DONE]
    answers = (_answer(task, venue, draw.choice(VENUES)["value"]) for task in done)
    bulk.insert(AnswerFact, answers)
    for task in changed:
        _changed(task, draw, today)


def _answer(task: RoundTask, question: Question, value: str) -> AnswerFact:
    told = units.stamp(task.on) | {"source": FactSource.VISIT}
    return AnswerFact(unit=task.unit, question=question, value=value, **told)


def _write(tasks: list[RoundTask]) -> None:
    for task in tasks:
        left = rules.after_visit(
            task.outcome,
            task.on,
            attempts=1,
            revisit_on=None,
            every=task.round.revisit_days,
            most=task.round.most_attempts,
        )
        task.closed_code, task.coded_on, task.revisit_on, task.attempts = left.code, task.on, left.revisit_on, 1
        task.coded_at = units.recorded(task.on)
    fields = ["closed_code", "coded_on", "coded_at", "revisit_on", "attempts"]
    RoundTask.objects.as_system().bulk_update(tasks, fields, batch_size=500)
    bulk.insert(
        Visit,
        (
            Visit(
                client_uuid=uuid.uuid5(uuid.NAMESPACE_OID, f"demo-round:{task.pk}"), unit=task.unit, visited_on=task.on,
                outcome=task.outcome, talks=[TalkKind.INVESTOR] if task.outcome == VisitOutcome.DONE else [], task=task,
                confirmed=FOUND if task.outcome == VisitOutcome.DONE else [],
                person_id=task.officer.person_id, user=task.officer, recorded_at=units.recorded(task.on),
            )
            for task in tasks
        ),
    )  # fmt: skip


def _changed(task: RoundTask, draw: random.Random, today: date) -> None:
    officer: User = task.officer
    known = ScaleFact.objects.of(unit=task.unit).as_of(task.on).order_by("pk").first()
    staff = (known.staff if known and known.staff else 10) + draw.randint(1, 9)
    services.visit(
        unit=task.unit, client_uuid=uuid.uuid5(uuid.NAMESPACE_OID, f"demo-round:{task.pk}"), visited_on=task.on,
        outcome=VisitOutcome.DONE, by=Principal.for_user(officer, on=today), talks=[TalkKind.INVESTOR, TalkKind.STAFF],
        answers=services.Survey(staff=staff, extra={"venue": draw.choice(VENUES)["value"]}),
    )  # fmt: skip
