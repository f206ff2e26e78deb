"""What a phone takes along (离线走访): the work list with what is known of each unit, areas, words of codes, and checks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

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
    MassOrgFact,
    MembersFact,
    Question,
    RoundTask,
    ScaleFact,
    StatusFact,
    Submission,
    Unit,
    Visit,
)
from enterprises.rules import phone, survey

VISIT = "enterprises.visit_unit"
MOST_UNITS = 500  # on one phone
MOST_AREAS = 400
MOST_STATES = 2_000
RELEASE = 1  # of the form on the phone; what an earlier one sends is understood too
GROUPS = {SurveyPart.STAFF: "staff", SurveyPart.MEMBERS: "staff"}  # what stands open on the form
HELD = frozenset({SubmissionState.CONFLICT, SubmissionState.QUARANTINED})


def bundle(principal: Principal, *, on: date, area: Area | None = None) -> dict[str, Any]:
    """Return everything that the page needs without a network: one's own list of open rounds, or the units of an area."""
    tasks = {} if area is not None else _tasks(principal)
    rows = list(_units(principal, area, list(tasks))[: MOST_UNITS + 1])
    units = rows[:MOST_UNITS]
    questions = _questions(on)
    known = _known(units, on)
    return {
        "release": RELEASE,
        "on": on.isoformat(),
        "more": len(rows) > MOST_UNITS,
        "mine": bool(tasks),
        "area": area.pk if area else None,
        "areas": [{"id": one.pk, "name": one.name, "depth": one.path.count(".")} for one in areas_of(principal)],
        "units": [_described(unit) | known[unit.pk] | {"done": tasks.get(unit.pk, False)} for unit in units],
        "fields": [*fields(), *map(_asked, questions)],
        "codes": codes(),
        **tables(questions),
    }


def _tasks(principal: Principal) -> dict[int, bool]:
    """Return the units on one's own lists of open rounds, and whether they are settled."""
    rows = RoundTask.objects.visible_to(principal, VISIT).filter(
        officer_id=principal.user_id, round__state=RoundStatus.OPEN
    )
    open_ones = set(rows.unsettled().values_list("unit_id", flat=True))
    return {unit: unit not in open_ones for unit in rows.order_by("pk").values_list("unit_id", flat=True)[:MOST_UNITS]}


def _questions(on: date) -> list[Question]:
    """Return the extra questions that open rounds ask."""
    asked = Question.objects.asked_on(on).filter(rounds__state=RoundStatus.OPEN)
    return list(asked.distinct().order_by("order", "pk"))


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
        lambda: {"status": "", "values": dict.fromkeys(phone.MASS, False), "said": {}}
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
    for answer in AnswerFact.objects.of(unit__in=units).as_of(on).select_related("question"):
        name = f"{phone.EXTRA}{answer.question.code}"
        found[answer.unit_id]["values"][name] = answer.value
        found[answer.unit_id]["said"][name] = [timezone.localdate(answer.recorded_at).isoformat(), answer.source]
    return found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def label_of(name: str) -> str:
    """Return a field's name for people; an extra question by its own words."""
    if name.startswith(phone.EXTRA):
        found = Question.objects.filter(code=name.removeprefix(phone.EXTRA)).order_by("pk").first()
        return found.label if found else name
    return str(MassOrgKind(phone.MASS[name]).label) if name in phone.MASS else _(str(survey.FIELDS[name].label))


def fields() -> list[dict[str, Any]]:
    """Return the form of a visit as data: name, label, subject (whose date and source are shown), group, kind."""
    found = [
        {"name": name, "label": label_of(name), "kind": one.kind, "group": GROUPS.get(one.part, "more"),
         "subject": "scale" if hasattr(ScaleFact, name) else "members"}
        for name, one in survey.FIELDS.items()
    ]  # fmt: skip
    mass = [
        {"name": name, "label": label_of(name), "kind": "yes", "group": "mass", "subject": "mass"}
        for name in phone.MASS
    ]
    return [*found, *mass]


def _asked(question: Question) -> dict[str, Any]:
    name = f"{phone.EXTRA}{question.code}"
    return {
        "name": name, "label": question.label, "kind": question.kind, "group": "extra", "subject": name,
        "hint": question.hint, "options": question.options,
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
