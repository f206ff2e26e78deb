"""Everything about one unit: its facts on a day, their history, its visits; one query each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import CharField, F, OuterRef, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from access.principals import Principal
from enterprises.choices import FactSource, LinkState
from enterprises.models import (
    AnswerFact,
    BaseFact,
    IdentityFact,
    LiaisonFact,
    ManagingFact,
    MassOrgFact,
    MembersFact,
    PlacementFact,
    ScaleFact,
    StatusFact,
    Unit,
    Visit,
    VisitPhoto,
)

VIEW = "enterprises.view_unit"
LINK_FIELDS = ("contact_name", "address", "business", "staff")  # shown to the contact as they stand
MOST_EVENTS = 200  # newest first; older ones are counted
SHOWN: dict[str, tuple[Any, dict[str, str]]] = {  # subject → (model, name in the answer → column)
    "status": (StatusFact, {"status": "status", "reason": "reason"}),
    "placement": (PlacementFact, {"area": "area__name"}),
    "managing": (ManagingFact, {"body": "body__name", "rule": "rule"}),
    "scale": (
        ScaleFact,
        {name: name for name in ("staff", "revenue_wan", "assets_wan", "size", "above_scale")},
    ),
    "members": (
        MembersFact,
        {
            name: name
            for name in (
                "formal", "probationary", "targets", "activists", "applicants", "relation_here", "relation_talent",
                "relation_former", "relation_temporary", "relation_other",
            )
        },
    ),
    "mass": (MassOrgFact, {"kind": "kind", "headed_by_member": "headed_by_member"}),
    "base": (BaseFact, {"in_base": "in_base", "reason": "reason", "round": "round__name"}),
    "answers": (
        AnswerFact,
        {
            "code": "question__code", "label": "question__label", "value": "value", "kind": "question__kind",
            "options": "question__options",
        },
    ),
    "identity": (IdentityFact, {"part": "part", "value": "value"}),
    "liaison": (LiaisonFact, {"name": "name", "phone_tail": "phone_tail", "post": "post", "body": "body__name"}),
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One dated row of any subject."""

    subject: str
    values: dict[str, Any]
    since: date
    until: date | None
    recorded_at: datetime
    superseded_at: datetime | None
    source: str
    recorded_by: str

    def in_force(self, on: date, known_at: datetime | None = None) -> bool:
        """Say whether the fact held on a day, as known at an instant (None: now)."""
        if known_at is None:
            known = self.superseded_at is None
        else:
            known = self.recorded_at <= known_at and (self.superseded_at is None or self.superseded_at > known_at)
        return known and self.since <= on and (self.until is None or on < self.until)

    @property
    def valid(self) -> DateRange:
        """The period in one piece, as the API shows it."""
        return DateRange(self.since, self.until)

    @property
    def source_label(self) -> str:
        """The source in words."""
        return str(FactSource(self.source).label) if self.source in FactSource.values else self.source


@dataclass(frozen=True)
class Confirmation:
    """Somebody found a field as it was known: on which day, and who."""

    on: date
    by: str
    is_by_contact: bool = False


@dataclass(frozen=True)
class Facts:
    """Every fact of a unit, newest first."""

    rows: list[Fact] = field(default_factory=list)

    def on(self, subject: str, day: date, known_at: datetime | None = None) -> dict[str, Any]:
        """Return the values of a subject on a day, {} when nothing is known."""
        return next((fact.values for fact in self.rows if fact.subject == subject and fact.in_force(day, known_at)), {})

    def all_on(self, subject: str, day: date, known_at: datetime | None = None) -> list[dict[str, Any]]:
        """Return the values of every row of a subject on a day."""
        return [fact.values for fact in self.rows if fact.subject == subject and fact.in_force(day, known_at)]


def facts_of(unit: Unit, principal: Principal) -> Facts:
    """Return all dated facts of a visible unit in one query."""
    parts = []
    for subject, (model, columns) in SHOWN.items():
        rows = model.objects.visible_to(principal, VIEW).filter(unit=unit).order_by()
        parts.append(
            rows.annotate(
                subject=Value(subject, output_field=CharField()),
                seen=JSONObject(**{name: F(column) for name, column in columns.items()}),
                who=F("recorded_by__name"),
            ).values_list("subject", "seen", "valid", "recorded_at", "superseded_at", "source", "who")
        )
    found = parts[0].union(*parts[1:], all=True)
    facts = [
        Fact(subject, seen, valid.lower, valid.upper, recorded, superseded, source, who or "")
        for subject, seen, valid, recorded, superseded, source, who in found
    ]
    return Facts(sorted(facts, key=lambda fact: (fact.since, fact.recorded_at), reverse=True))


def confirmed_in(visits: Iterable[Visit], on: date) -> dict[str, Visit]:
    """Return the latest visit up to a day that found each field as it is known."""
    found: dict[str, Visit] = {}
    for visit in visits:  # the newest first
        for name in visit.confirmed if visit.visited_on <= on else ():
            found.setdefault(name, visit)
    return found


def confirmations(unit: Any, visits: Iterable[Visit], on: date) -> dict[str, Confirmation]:
    """Return who last found each field as it is known: a visit, or the unit's contact by a one-time link that an officer applied.

    ``unit`` is of ``with_links``; what the contact left as it stood counts as confirmed on the day of the answer.
    """
    found = {
        name: Confirmation(visit.visited_on, visit.user.name if visit.user else "")
        for name, visit in confirmed_in(visits, on).items()
    }
    for link in unit.link_rows:
        if link["state"] == LinkState.APPLIED:
            sent = timezone.localdate(datetime.fromisoformat(link["sent_at"]))
            for name in LINK_FIELDS if sent <= on else ():
                if name not in link["answer"] and (name not in found or found[name].on < sent):
                    found[name] = Confirmation(sent, link["sender"], is_by_contact=True)
    return found


def visits_of(unit: Unit, principal: Principal) -> list[Visit]:
    """Return the latest visits of a visible unit, each with the numbers of its pictures (``pictures``)."""
    shown = VisitPhoto.objects.of(unit=unit).filter(visit=OuterRef("pk")).order_by("pk").values("pk")
    rows = Visit.objects.visible_to(principal, VIEW).filter(unit=unit).select_related("user")
    rows = rows.annotate(pictures=ArraySubquery(shown))
    return list(rows.order_by("-visited_on", "-pk")[:MOST_EVENTS])
