"""Reads of instructors' files, letters and dispatches as named states."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from access.dated import FactQuerySet
from access.guarded import GuardedQuerySet

CLOSED = ("ended", "recalled", "resigned", "rejected")
IN_FORCE = ("appointed", "serving")


class InstructorQuerySet(GuardedQuerySet):
    """Files of instructors; an instructor reaches the own file wherever it lies."""

    reaches: ClassVar[dict[str, str]] = {"instructors.instructor": "pk"}

    def open(self) -> Self:
        """Keep the files that are on their way or in force."""
        return self.exclude(stage__in=CLOSED)

    def in_force(self) -> Self:
        """Keep the appointed and the serving."""
        return self.filter(stage__in=IN_FORCE)

    def with_load(self, on: date) -> Self:
        """Add ``load``: how many dispatches are in force on a day."""
        live = Q(dispatches__superseded_at__isnull=True)
        held = Q(dispatches__holds_from__lte=on, dispatches__holds_until__gt=on)
        return self.annotate(load=Count("dispatches", filter=live & held))

    def with_term(self) -> Self:
        """Add ``term``: the period of the last letter that nobody revoked."""
        letters = self._related("letters").unrevoked().order_by("-valid")
        return self.annotate(term=Subquery(letters.values("valid")[:1]))

    def expiring(self, until: date) -> Self:
        """Keep those in force whose last letter ends by a day."""
        later = self._related("letters").unrevoked().filter(valid__endswith__gt=until)
        return self.in_force().filter(~Exists(later))

    def idle(self, on: date) -> Self:
        """Keep those in force who are dispatched nowhere from a day on."""
        return self.in_force().filter(~Exists(self._related("dispatches").running(on)))

    def _related(self, name: str) -> Any:
        return self.model._meta.get_field(name).related_model.objects.of(instructor=OuterRef("pk"))

    def found_by(self, term: str) -> Self:
        """Keep those whose name, initials, department or letter number contains a term."""
        letters = self._related("letters").filter(number__icontains=term)
        found = Q(name__icontains=term) | Q(department__icontains=term) | Q(Exists(letters))
        return self.filter(found | Q(initials__contains=term.lower()) if term.isascii() else found)


class FileQuerySet(GuardedQuerySet):
    """Rows of one instructor's file: steps, trainings, letters."""

    reaches: ClassVar[dict[str, str]] = {"instructors.instructor": "instructor_id"}


class LetterQuerySet(FileQuerySet):
    """Letters of appointment (聘书)."""

    def in_force(self, on: date) -> Self:
        """Keep the letters in force on a day: first day counts, end day and day of revocation do not."""
        return self.filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=on), valid__contains=on)

    def unrevoked(self) -> Self:
        """Keep the letters that nobody revoked."""
        return self.filter(revoked_on__isnull=True)


class DispatchQuerySet(FactQuerySet):
    """Dispatches (派驻): dated facts, so that a past day is answered as it was known; seen with the file and with the target."""

    seen_with = frozenset({"unit", "org", "grid"})
    reaches: ClassVar[dict[str, str]] = {"instructors.instructor": "instructor_id"}

    def wherever(self) -> Self:
        """Read dispatches whose file or target lies where the reader does not look: each is seen from its other end."""
        return self.as_system("a dispatch is seen from both ends, and all of them make up a load")

    def running(self, on: date) -> Self:
        """Keep what is known now and has not ended by a day; it may begin later."""
        return self.live().filter(holds_until__gt=on)

    def towards(self, *, unit_id: int | None = None, org_id: int | None = None, grid_id: int | None = None) -> Self:
        """Keep the dispatches to one target."""
        return self.filter(unit_id=unit_id, org_id=org_id, grid_id=grid_id)

    def by_end(self) -> Self:
        """Order by what ends first."""
        return self.order_by(F("valid__endswith").asc(), "pk")
