"""What a phone takes along (离线走访): the work list with what is known of each unit, areas, words of codes, and checks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import policy
from access.models import Area
from access.principals import Principal
from enterprises.choices import (
    FactSource,
    MassOrgKind,
    OperatingStatus,
    RoundStatus,
    SubmissionState,
    SurveyPart,
    TalkKind,
    VisitOutcome,
)
from enterprises.models import (
    AnswerFact,
    Device,
    LiaisonFact,
    MassOrgFact,
    MembersFact,
    Question,
    RoundTask,
    ScaleFact,
    StatusFact,
    Submission,
    SurveyRound,
    Unit,
    Visit,
)
from enterprises.rules import phone, survey

VISIT = "enterprises.visit_unit"
MOST_UNITS = 500  # on one phone
MOST_AREAS = 400
MOST_STATES = 2_000
RELEASE = 3  # of the form on the phone; what an earlier one sends is understood too
HINTS = {
    phone.LIAISON_NAME: gettext_lazy("换人时改写，不再担任时清空。"),
    phone.LIAISON_PHONE: gettext_lazy("没有变化时不必填写。"),
}
APPOINT = "enterprises.appoint_liaison"
GROUPS = {SurveyPart.STAFF: "staff", SurveyPart.MEMBERS: "staff"}  # what stands open on the form
HELD = frozenset({SubmissionState.CONFLICT, SubmissionState.QUARANTINED})


def bundle(principal: Principal, *, on: date, area: Area | None = None) -> dict[str, Any]:
    """Return everything that the page needs without a network: one's own list of open rounds, or the units of an area."""
    tasks = {} if area is not None else _tasks(principal)
    rows = list(_units(principal, area, list(tasks))[: MOST_UNITS + 1])
    units = rows[:MOST_UNITS]
    inside = _rounds_of(units, principal)
    rounds = _rounds(inside)
    questions = _questions(rounds, on)
    known, confirmed = _known(units, on), _confirmed(units)
    return {
        "release": RELEASE,
        "on": on.isoformat(),
        "more": len(rows) > MOST_UNITS,
        "mine": bool(tasks),
        "area": area.pk if area else None,
        "areas": [{"id": one.pk, "name": one.name, "depth": one.path.count(".")} for one in areas_of(principal)],
        "units": [
            _described(unit) | known[unit.pk] | {"confirmed": confirmed[unit.pk]} | _task(unit, tasks, inside)
            for unit in units
        ],
        "rounds": {one.pk: _asks(one) for one in rounds},
        "fields": [*fields(), *_liaison(principal), *map(_asked, questions)],
        "codes": codes(),
        **tables(questions),
    }


def _tasks(principal: Principal) -> dict[int, RoundTask]:
    """Return the tasks of open rounds on one's own list by unit; what is still to be done comes before what is settled."""
    rows = RoundTask.objects.visible_to(principal, VISIT).filter(
        officer_id=principal.user_id, round__state=RoundStatus.OPEN
    )
    found: dict[int, RoundTask] = {}
    for task in rows.order_by("pk")[:MOST_UNITS]:
        if task.unit_id not in found or task.is_open:
            found[task.unit_id] = task
    return found


def _task(unit: Any, tasks: dict[int, RoundTask], inside: dict[int, list[int]]) -> dict[str, Any]:
    """Return what one's own list says of a unit, and the rounds that have it."""
    task = tasks.get(unit.pk)
    return {
        "done": task is not None and not task.is_open,
        "revisit": task.revisit_on.isoformat() if task is not None and task.revisit_on else None,
        "rounds": inside.get(unit.pk, []),
    }


def _rounds_of(units: list[Any], principal: Principal) -> dict[int, list[int]]:
    """Return the open rounds that have each unit."""
    rows = RoundTask.objects.visible_to(principal, VISIT).filter(unit__in=units, round__state=RoundStatus.OPEN)
    found: dict[int, list[int]] = defaultdict(list)
    for unit, one in rows.order_by("pk").values_list("unit_id", "round_id"):
        found[unit].append(one)
    return found


def _rounds(inside: dict[int, list[int]]) -> list[SurveyRound]:
    wanted = {one for some in inside.values() for one in some}
    return list(SurveyRound.objects.filter(pk__in=wanted).prefetch_related("questions").order_by("pk"))


def _asks(one: SurveyRound) -> dict[str, Any]:
    """Return what a round asks: parts of the known data, and extra questions by their field."""
    return {"parts": one.parts, "questions": [f"{phone.EXTRA}{row.code}" for row in one.questions.all()]}


def _questions(rounds: list[SurveyRound], on: date) -> list[Question]:
    """Return the extra questions that are asked of every unit, and those of the rounds."""
    asked = Question.objects.asked_on(on).filter(Q(rounds__isnull=True) | Q(rounds__in=rounds))
    found = asked.annotate(of_rounds=Count("rounds")).order_by("order", "pk")
    return list(found)


def areas_of(principal: Principal) -> list[Area]:
    """Return the areas in which the principal visits, down to communities and grids."""
    paths = [scope.path for scope in principal.scopes(policy.roles_with(VISIT))]
    found = Area.objects.none()
    for path in paths:
        found |= Area.objects.under(path).filter(closed_on__isnull=True)
    return list(found.order_by("path")[:MOST_AREAS])


def states_of(device: Device, numbers: Iterable[Any]) -> dict[str, str]:
    """Return what became of visits that a phone sent, in the words that its carrier may know."""
    rows = Submission.objects.of(device=device).filter(client_uuid__in=list(numbers)[:MOST_STATES])
    return {str(number): told(state) for number, state in rows.values_list("client_uuid", "state")}


def told(state: str) -> str:
    """Return a state without its reason: why a visit is held may tell of rows that are out of sight by now."""
    return "held" if state in HELD else state


def _units(principal: Principal, area: Area | None, listed: list[int]) -> QuerySet[Any]:
    rows = Unit.objects.visible_to(principal, VISIT)
    if area is not None:
        rows = rows.under(area.path)
    if listed:
        rows = rows.filter(pk__in=listed)
    visits = Visit.objects.of(unit=OuterRef("pk")).order_by().values("unit").annotate(day=Max("visited_on"))
    found: QuerySet[Any] = rows.annotate(seen=Subquery(visits.values("day"))).order_by(
        F("seen").asc(nulls_first=True), "pinyin", "pk"
    )
    return found


def _described(unit: Any) -> dict[str, Any]:
    return {
        "id": unit.pk,
        "name": unit.name,
        "uscc": unit.uscc,
        "address": unit.address,
        "contact": unit.contact_name,
        "tail": unit.contact_phone_tail,
        "version": unit.version,
        "seen": unit.seen.isoformat() if unit.seen else None,
    }


def _known(units: list[Any], on: date) -> dict[int, dict[str, Any]]:
    """Return status, values by field and, for each subject, since when and from whom they are known."""
    found: dict[int, dict[str, Any]] = defaultdict(
        lambda: {"status": "", "values": {**dict.fromkeys(phone.MASS, False), phone.LIAISON_NAME: ""}, "said": {}}
    )
    for status in StatusFact.objects.of(unit__in=units).as_of(on):
        found[status.unit_id]["status"] = status.status
    for model, subject in ((ScaleFact, "scale"), (MembersFact, "members")):
        for fact in model.objects.of(unit__in=units).as_of(on):
            entry = found[fact.unit_id]
            entry["values"] |= {name: _plain(getattr(fact, name)) for name in phone.FIELDS if hasattr(fact, name)}
            entry["said"][subject] = [timezone.localdate(fact.recorded_at).isoformat(), fact.source]
    for fact in MassOrgFact.objects.of(unit__in=units).as_of(on):
        found[fact.unit_id]["values"][f"mass_{fact.kind}"] = True
        found[fact.unit_id]["said"]["mass"] = [timezone.localdate(fact.recorded_at).isoformat(), fact.source]
    for liaison in LiaisonFact.objects.of(unit__in=units).as_of(on):
        found[liaison.unit_id]["values"][phone.LIAISON_NAME] = liaison.name
        found[liaison.unit_id]["said"]["liaison"] = [
            timezone.localdate(liaison.recorded_at).isoformat(),
            liaison.source,
        ]
    for answer in AnswerFact.objects.of(unit__in=units).as_of(on).select_related("question"):
        name = f"{phone.EXTRA}{answer.question.code}"
        found[answer.unit_id]["values"][name] = answer.value
        found[answer.unit_id]["said"][name] = [timezone.localdate(answer.recorded_at).isoformat(), answer.source]
    return found


def _confirmed(units: list[Any]) -> dict[int, dict[str, str]]:
    """Return on which day a visit last found each field of each unit as it is known."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Visit.objects.of(unit__in=units).exclude(confirmed=[]).order_by("visited_on", "pk")
    for unit, names, day in rows.values_list("unit_id", "confirmed", "visited_on"):
        found[unit] |= dict.fromkeys(names, day.isoformat())
    return found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def label_of(name: str) -> str:
    """Return a field's name for people; an extra question by its own words."""
    if name.startswith(phone.EXTRA):
        found = Question.objects.filter(code=name.removeprefix(phone.EXTRA)).order_by("pk").first()
        return found.label if found else name
    if name in phone.LIAISON:
        return _("联络员姓名") if name == phone.LIAISON_NAME else _("联络员电话")
    return str(MassOrgKind(phone.MASS[name]).label) if name in phone.MASS else _(str(survey.FIELDS[name].label))


def fields() -> list[dict[str, Any]]:
    """Return the form of a visit as data: name, label, subject (whose date and source are shown), group, kind."""
    found = [
        {"name": name, "label": label_of(name), "kind": one.kind, "group": GROUPS.get(one.part, "more"), "part": one.part,
         "subject": "scale" if hasattr(ScaleFact, name) else "members"}
        for name, one in survey.FIELDS.items()
    ]  # fmt: skip
    mass = [
        {
            "name": name,
            "label": label_of(name),
            "kind": "yes",
            "group": "mass",
            "subject": "mass",
            "part": SurveyPart.MASS,
        }
        for name in phone.MASS
    ]
    return [*found, *mass]


def _liaison(principal: Principal) -> list[dict[str, Any]]:
    """Return the fields of the liaison person, for whoever may appoint one."""
    if not policy.can(principal, APPOINT):
        return []
    return [
        {"name": name, "label": label_of(name), "kind": "text", "group": "liaison", "part": SurveyPart.LIAISON,
         "subject": "liaison", "blank": name == phone.LIAISON_PHONE, "hint": str(HINTS[name])}
        for name in phone.LIAISON
    ]  # fmt: skip


def _asked(question: Any) -> dict[str, Any]:
    name = f"{phone.EXTRA}{question.code}"
    return {
        "name": name, "label": question.label, "kind": question.kind, "group": "extra", "subject": name,
        "hint": question.hint, "options": question.options, "every": question.of_rounds == 0,
    }  # fmt: skip


def tables(questions: list[Question]) -> dict[str, Any]:
    """Return checks and skip logic, which the page interprets: the tables that the server judges by."""
    data = survey.as_data()
    own = set(survey.FIELDS)
    more = [
        {"fields": [f"{phone.EXTRA}{one.code}"], "given": [_field_of(one.shown_if["field"], own)],
         "op": one.shown_if["op"], "value": one.shown_if["value"]}
        for one in questions if one.shown_if
    ]  # fmt: skip
    return {
        "checks": [check | {"message": _(check["message"])} for check in data["checks"]],
        "shows": [*data["shows"], *more],
    }


def _field_of(name: str, own: set[str]) -> str:
    return name if name in own else f"{phone.EXTRA}{name}"


def codes() -> dict[str, dict[str, str]]:
    """Return the words of the codes that the page shows."""
    tables: dict[str, Any] = {
        "outcome": VisitOutcome, "talks": TalkKind, "source": FactSource, "status": OperatingStatus,
        "state": SubmissionState,
    }  # fmt: skip
    return {name: {str(code): str(label) for code, label in table.choices} for name, table in tables.items()}
