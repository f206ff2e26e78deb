"""Reads of units and of what belongs to them."""

from datetime import date, datetime
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from access import crypto, policy
from access.dated import FactQuerySet
from access.guarded import NOTHING, GuardedQuerySet
from access.named import name_of
from access.principals import Principal, Scope
from enterprises.choices import DifficultyState, HandoverState, LinkState, OperatingStatus, RoundStatus
from enterprises.rules import contact, names
from enterprises.rules.difficulties import OPEN as OPEN_DIFFICULTY

MOST_FOUND = 1_000  # ids that one search brings at most, in the order of names
MOST_CALLED = 50
SENSITIVE = "enterprises.view_sensitive"
FIND = "SELECT enterprises_find_units(%s, %s, %s, %s, %s)"


class UnitRowQuerySet(GuardedQuerySet):
    """Rows that belong to a unit and are reached with it."""

    reaches = {"enterprises.unit": "unit"}


class ContactLinkQuerySet(UnitRowQuerySet):
    """One-time links to the contacts of units."""

    def confirmed(self) -> Self:
        """Keep the answers that an officer accepted: the contact confirmed the basic data, changed or not."""
        return self.filter(state=LinkState.APPLIED)


class UnitFactQuerySet(FactQuerySet):
    """Dated facts of units, reached with their unit."""

    reaches = {"enterprises.unit": "unit"}


class QuestionQuerySet(models.QuerySet):
    """Extra questions are reference data."""

    def asked_on(self, on: date) -> Self:
        """Keep the questions that are still asked on a day."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on), created_on__lte=on)


class SurveyRoundQuerySet(models.QuerySet):
    """Rounds are reference data: a street reads those of its district, and the district those of its streets."""

    def concerning(self, principal: Principal, permission: str) -> Self:
        """Keep the rounds whose area lies in, or above, an area in which the principal holds a permission."""
        if principal.is_system:
            return self.all()
        condition = NOTHING
        for scope in principal.scopes(policy.roles_with(permission)):
            parts = scope.path.split(".")[:-1]
            above = [".".join(parts[:length]) + "." for length in range(1, len(parts) + 1)]
            condition |= scope.subtree("area__path") | Q(area__path__in=above)
        return self.filter(condition)

    def open(self) -> Self:
        """Keep the rounds for which visits count."""
        return self.filter(state=RoundStatus.OPEN)


class RoundTaskQuerySet(UnitRowQuerySet):
    """Units on the lists of rounds."""

    def untouched(self) -> Self:
        """Keep the units to which nobody has been."""
        return self.filter(closed_code="")

    def unsettled(self) -> Self:
        """Keep what remains to be done: nobody has been there, or it is to be revisited."""
        return self.filter(Q(closed_code="") | Q(revisit_on__isnull=False))

    def settled(self) -> Self:
        """Keep the units that were visited or coded for good."""
        return self.exclude(closed_code="").filter(revisit_on__isnull=True)


class HandoverQuerySet(GuardedQuerySet):
    """Hand-overs, seen from both sides: the receiving area is the row's place, the giving one its ``from_path``."""

    seen_with = frozenset({"unit"})

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Return the filter for rows handed over to or from an area; an industry line hands nothing over."""
        return NOTHING if scope.line else scope.q() | scope.subtree("from_path")

    def open(self) -> Self:
        """Keep what still waits for an answer, of whichever side."""
        return self.filter(state__in=[HandoverState.OPEN, HandoverState.ASKED])

    def arriving(self, principal: Principal, permission: str) -> Self:
        """Keep what comes into the principal's areas from outside of them."""
        return self._between(principal, permission, "area_path", "from_path")

    def leaving(self, principal: Principal, permission: str) -> Self:
        """Keep what leaves the principal's areas."""
        return self._between(principal, permission, "from_path", "area_path")

    def _between(self, principal: Principal, permission: str, inside: str, outside: str) -> Self:
        there, here = NOTHING, NOTHING
        for scope in principal.scopes(policy.roles_with(permission)):
            if not scope.line:
                there, here = there | scope.subtree(inside), here | scope.subtree(outside)
        return self.filter(there).exclude(here)


class PhoneQuerySet(GuardedQuerySet):
    """Phones and what they sent: seen by the supervisors of their area, and by whoever carries the phone."""

    owner = ("person_id", "person_id")

    def mine(self, principal: Principal) -> Self:
        """Open the rows of one's own phones, whatever one may do today; ring 3 shows them by person."""
        return self.own(principal)


class DifficultyQuerySet(UnitRowQuerySet):
    """Difficulties, seen where the unit lies and by the body in charge, through its area or its industry line."""

    @classmethod
    def within(cls, scope: Scope) -> Q:
        """Return the filter for difficulties of units inside a scope, or in charge of a body inside it."""
        handled = scope.subtree("handler_path")
        return scope.q() | (handled & Q(handler_line=scope.line) if scope.line else handled)

    def open(self) -> Self:
        """Keep what nobody confirmed or took back yet."""
        return self.filter(state__in=[state.value for state in OPEN_DIFFICULTY])

    def overdue(self, on: date) -> Self:
        """Keep what its body in charge should have solved before a day (超期)."""
        return self.filter(state=DifficultyState.ASSIGNED, due_on__lt=on)


class UnitQuerySet(GuardedQuerySet):
    """Units by name, place and by what their facts say on a day; open it with ``visible_to`` first."""

    reaches = {"enterprises.unit": "pk"}
    seen_with = frozenset({"merged_into"})

    def standing(self) -> Self:
        """Leave out what was merged into another unit."""
        return self.filter(merged_into__isnull=True)

    def under(self, path: str) -> Self:
        """Keep the units in an area and below it."""
        return self.filter(area_path__gte=path, area_path__lt=path[:-1] + "/") if path else self.none()

    def matching(self, term: str, principal: Principal, permission: str) -> Self:
        """Keep the units whose name, short name, pinyin initials or code contain a term; everything for an empty one.

        A whole telephone number finds the units of which the principal may read it, by its keyed digest.

        An index on pieces of names is asked by a function of the owner, which answers with ids alone: under row-level
        security the same condition on this table would read every row.
        """
        key = names.search_key(term)
        if not key:
            return self
        called = self._called(term, principal)
        if called:
            return self.filter(pk__in=called)
        scopes = principal.scopes(policy.roles_with(permission))
        paths = ["%"] if principal.is_system else [f"{scope.path}%" for scope in scopes if not scope.line]
        lines = [f"{scope.line}:{scope.path}%" for scope in scopes if scope.line]
        found = RawSQL(FIND, [key, names.query_grams(key), paths, lines, MOST_FOUND])  # noqa: S611  values are bound
        return self.filter(pk__in=found)

    def _called(self, term: str, principal: Principal) -> list[int]:
        """Return the units that are called under a number, where the principal may read numbers."""
        number = contact.whole_number(term)
        if not number:
            return []
        rows = self.filter(
            policy.where(principal, SENSITIVE, type(self)), contact_phone_index=crypto.blind_index(number)
        )
        return list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_CALLED])

    def with_status(self, on: date, *statuses: str, known_at: datetime | None = None) -> Self:
        """Keep the units that had one of the statuses on a day; any status when none is named."""
        said = self._facts("status_facts").as_of(on, known_at)
        return self.filter(Exists(said.filter(status__in=statuses) if statuses else said))

    def operating(self, on: date, *, known_at: datetime | None = None) -> Self:
        """Keep the units that operated on a day (实体运营)."""
        return self.with_status(on, OperatingStatus.OPERATING, known_at=known_at)

    def with_size(self, on: date, *sizes: str) -> Self:
        """Keep the units of one of the size classes on a day."""
        return self.filter(Exists(self._facts("scale_facts").as_of(on).filter(size__in=sizes)))

    def in_base(self, on: date, *, known_at: datetime | None = None) -> Self:
        """Keep the units that count in the base (党建基数) on a day."""
        said = self._facts("base_facts").as_of(on, known_at)
        return self.filter(Exists(said.filter(in_base=True)))

    def incomplete(self, on: date) -> Self:
        """Keep the operating units of which staff or members were never asked, or nobody can be called (待完善)."""
        asked = Exists(self._facts("member_facts").as_of(on))
        counted = Exists(self._facts("scale_facts").as_of(on).filter(staff__isnull=False))
        return self.operating(on).filter(~asked | ~counted | Q(contact_phone_tail=""))

    def unvisited_since(self, day: date, on: date) -> Self:
        """Keep the operating units that nobody visited from ``day`` to ``on`` (超期未走访)."""
        seen = self._facts("visits").filter(visited_on__gte=day, visited_on__lte=on)
        return self.operating(on).filter(~Exists(seen))

    def reported_gone(self, since: date, on: date, outcomes: Any) -> Self:
        """Keep the operating units of which a recent visit says that they are gone, still to be confirmed."""
        said = self._facts("visits").filter(visited_on__gte=since, visited_on__lte=on, outcome__in=list(outcomes))
        later = self._facts("visits", "unit").filter(outcome="done", visited_on__gt=OuterRef("visited_on"))
        return self.filter(Exists(said.filter(~Exists(later)))).operating(on)

    def with_summary(self, on: date, known_at: datetime | None = None) -> Self:
        """Add what lists show of a day: ``status``, ``in_base``, ``scale`` (staff, size), ``members`` (formal, probationary)."""
        return self.annotate(
            status=self._said("status_facts", on, known_at, "status"),
            in_base=self._said("base_facts", on, known_at, "in_base"),
            scale=self._said("scale_facts", on, known_at, "staff", "size"),
            members=self._said("member_facts", on, known_at, "formal", "probationary"),
        )

    def with_base(self, on: date) -> Self:
        """Add ``status`` and ``base`` (in_base, reason) of a day."""
        said = self._said("base_facts", on, None, "in_base", "reason")
        return self.annotate(status=self._said("status_facts", on, None, "status"), base=said)

    def with_difficulties(self, most: int) -> Self:
        """Add ``difficulty_rows``: the unit's latest difficulties as mappings, without a statement of their own."""
        names = ("id", "kind", "text", "state", "raised_on", "due_on")
        rows = self._facts("difficulties").order_by("-raised_on", "-pk")
        told = JSONObject(**{name: name for name in names}, body="body__name")
        return self.annotate(difficulty_rows=ArraySubquery(rows.values(told=told)[:most]))

    def with_aliases(self) -> Self:
        """Add ``alias_rows``: the units that were merged into each, without a statement of their own."""
        rows = self.model.objects.of(merged_into=OuterRef("pk")).order_by("pk")
        told = JSONObject(id="id", name="name", on="merged_on")
        return self.annotate(alias_rows=ArraySubquery(rows.values(told=told)))

    def with_links(self, most: int = 5) -> Self:
        """Add ``link_rows``: the latest one-time links to the unit's contact, without a statement of their own."""
        names = ("id", "state", "sender", "issued_at", "sent_at", "answer")
        rows = self._facts("contact_links").order_by("-pk").values(told=JSONObject(**{name: name for name in names}))
        return self.annotate(link_rows=ArraySubquery(rows[:most]))

    def with_people(self) -> Self:
        """Add ``legal_rep_name`` and ``owner_name``, wherever the records of these people are kept."""
        person = self.model._meta.get_field("owner").related_model
        return self.annotate(legal_rep_name=name_of(person, "legal_rep_id"), owner_name=name_of(person, "owner_id"))

    def behind(self, pinyin: str, pk: int) -> Self:
        """Keep the units after a position in the order of names."""
        return self.filter(Q(pinyin__gte=pinyin) & (Q(pinyin__gt=pinyin) | Q(pk__gt=pk)))

    def before(self, pinyin: str, pk: int) -> Self:
        """Keep the units before a position in the order of names."""
        return self.filter(Q(pinyin__lte=pinyin) & (Q(pinyin__lt=pinyin) | Q(pk__lt=pk)))

    def _facts(self, relation: str, outer: str = "pk") -> Any:
        return self.model._meta.get_field(relation).related_model.objects.of(unit=OuterRef(outer))

    def _said(self, relation: str, on: date, known_at: datetime | None, *columns: str) -> Subquery:
        rows = self._facts(relation).as_of(on, known_at).order_by()  # one at most holds on a day
        value = F(columns[0]) if len(columns) == 1 else JSONObject(**{name: name for name in columns})
        return Subquery(rows.values(said=value)[:1])
