"""What is on file about one organization: posts, grids, terms, ratings and events of its life, all read at once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, F, Func, QuerySet, Value
from django.db.models.functions import JSONObject

from access.models import Person
from access.named import name_of
from access.principals import Principal
from orgs.choices import LifeEventKind, PostKind, Star
from orgs.models import DemonstrationPoint, GradeRecord, LifeEvent, OrgGrid, PartyOrg, Post, StarRecord, Term
from orgs.rules.life import REVERSIBLE

VIEW = "orgs.view_org"
RANK = {kind: number for number, kind in enumerate(PostKind.values)}


class _End(Func):
    output_field = DateField()


SINCE, UNTIL = _End(F("valid"), function="lower"), _End(F("valid"), function="upper")
OPEN = Value(None, output_field=DateField())
SHOWN: dict[str, tuple[Any, Any, Any, dict[str, Any]]] = {  # part → (model, first day, end day, name → column)
    "posts": (
        Post, SINCE, UNTIL,
        {"kind": "kind", "person": name_of(Person, "person_id"), "is_owner": "is_owner", "cross_post": "cross_post"},
    ),
    "grids": (OrgGrid, SINCE, UNTIL, {"grid": "grid_id", "name": "grid__name"}),
    "terms": (
        Term, F("elected_on"), F("ends_on"),
        {"number": "number", "extended_until": "extended_until", "entitled": "entitled", "present": "present",
         "closed_on": "closed_on"},
    ),
    "stars": (StarRecord, SINCE, UNTIL, {"stars": "stars"}),
    "grades": (GradeRecord, SINCE, UNTIL, {"grade": "grade", "levels": "scheme__levels", "year": "year"}),
    "demonstrations": (DemonstrationPoint, SINCE, UNTIL, {"title": "title"}),
    "events": (
        LifeEvent, F("on"), OPEN,
        {"kind": "kind", "approval_no": "approval_no", "by": "approved_by__name", "other": name_of(PartyOrg, "other_id"),
         "detail": "detail", "reverses": "reverses_id"},
    ),
}  # fmt: skip
OF_DAY, NOW_KNOWN = {"posts", "grids"}, {"stars", "grades", "demonstrations"}
DAYS = ("extended_until", "closed_on")


@dataclass(frozen=True)
class Entry:
    """One row of any part; a term is said to last from its election to its regular end."""

    pk: int
    since: date
    until: date | None
    values: dict[str, Any]


@dataclass(frozen=True)
class File:
    """The parts of the file, newest first; posts by rank."""

    posts: list[Entry]
    grids: list[Entry]
    terms: list[Entry]
    stars: list[Entry]
    grades: list[Entry]
    demonstrations: list[Entry]
    events: list[Entry]


def read_file(org: PartyOrg, principal: Principal, on: date) -> File:
    """Return a visible organization's file: posts and grids of a day, everything known of the rest; one query."""
    parts = [_part(name, org, principal, on) for name in SHOWN]
    found: dict[str, list[Entry]] = defaultdict(list)
    for name, pk, since, until, values in parts[0].union(*parts[1:], all=True):
        found[name].append(Entry(pk, since, until, _worded(name, values)))
    for rows in found.values():
        rows.sort(key=lambda row: (row.since, row.pk), reverse=True)
    found["posts"].sort(key=lambda row: (RANK[row.values["kind"]], row.since, row.pk))
    found["grids"].sort(key=lambda row: row.values["name"])
    return File(**{name: found[name] for name in SHOWN})


def _part(name: str, org: PartyOrg, principal: Principal, on: date) -> QuerySet:
    model, since, until, columns = SHOWN[name]
    rows = model.objects.visible_to(principal, VIEW).filter(org=org).order_by()
    if name in OF_DAY:
        rows = rows.as_of(on)
    if name in NOW_KNOWN:
        rows = rows.live()
    seen = JSONObject(**{key: F(column) if isinstance(column, str) else column for key, column in columns.items()})
    told = rows.annotate(part=Value(name, output_field=CharField()), seen=seen, begins=since, ends=until)
    return told.values_list("part", "pk", "begins", "ends", "seen")


def _worded(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return values with their labels, and days as days."""
    if name in {"posts", "events"}:
        kinds: Any = PostKind if name == "posts" else LifeEventKind
        values["label"] = str(kinds(values["kind"]).label)
    if name == "stars":
        values["label"] = str(Star(values["stars"]).label)
    if name == "grades":
        labels = {level["key"]: level["label"] for level in values.pop("levels")}
        values["label"] = labels.get(values["grade"], values["grade"])
    for day in DAYS:
        if values.get(day):
            values[day] = date.fromisoformat(values[day])
    return values


def told(rows: list[Entry]) -> list[dict[str, Any]]:
    """Tell the events of an organization's life as the timeline shows them."""
    return [
        {"on": row.since, "title": row.values["label"], "icon": "flag", "url": "",
         "text": " ".join(filter(None, (row.values["other"], row.values["detail"].get("new", ""),
                                        row.values["detail"].get("reason", "")))),
         "by": " ".join(filter(None, (row.values["by"], row.values["approval_no"])))}
        for row in rows
    ]  # fmt: skip


def last_reversible(org: PartyOrg, principal: Principal) -> LifeEvent | None:
    """Return the last event of a visible organization that nothing took back, when it is of a kind that may be."""
    rows = LifeEvent.objects.visible_to(principal, VIEW).filter(org=org, reverses__isnull=True, reversal__isnull=True)
    last: LifeEvent | None = rows.order_by("on", "pk").last()
    return last if last is not None and last.kind in REVERSIBLE else None


def reversible(file: File) -> Entry | None:
    """Return the same from a file that was read."""
    taken_back = {row.values["reverses"] for row in file.events}
    standing = [row for row in file.events if row.values["reverses"] is None and row.pk not in taken_back]
    return next((row for row in standing[:1] if row.values["kind"] in REVERSIBLE), None)
