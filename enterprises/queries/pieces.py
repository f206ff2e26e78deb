"""What lists show of some hundred or thousand units at once, read table by table: for files of long lists, whose rows are tuples.

A page asks for everything of its 50 units in one statement; asked of each of 100,000 units, such a statement costs more than
one for each table. Readers are functions of a :class:`Piece`; what several columns need of it is read once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Func, Value
from django.db.models.functions import Cast

from access.principals import Principal
from access.registries import Column
from enterprises.models import MembersFact, ScaleFact, StatusFact, Unit

T = TypeVar("T")
VIEW = "enterprises.view_unit"


@dataclass(frozen=True, eq=False)
class Piece:
    """Some units of a list, the day of which is told, and for whom; ``known_at``: as known when, None for now."""

    keys: Sequence[int]
    on: date
    by: Principal
    known_at: datetime | None = None
    _found: dict[Any, Any] = field(default_factory=dict)

    def read(self, reader: Callable[["Piece"], T]) -> T:
        """Return what a reader finds of these units; each is asked once."""
        if reader not in self._found:
            self._found[reader] = reader(self)
        found: T = self._found[reader]
        return found

    @property
    def among(self) -> Func:
        """The keys as one parameter: a thousand of them by themselves take longer to be read than their rows."""
        return one_of(self.keys)

    def as_known_now(self) -> "Piece":
        """Return the same units, of which is told what is known today."""
        return self if self.known_at is None else replace(self, known_at=None, _found={})

    def value_of(self, column: Column) -> Mapping[int, Any]:
        """Return the values of a column of the list of units, by the key of the unit."""
        if column.read is not None:
            return self.read(column.read)
        rows = Unit.objects.visible_to(self.by, VIEW).filter(pk__in=self.among).order_by()
        return dict(column.annotate(rows, self.on).values_list("pk", column.key))


def one_of(keys: Iterable[int]) -> Func:
    """Return what ``…__in`` takes for many keys, as one parameter."""
    written = "{" + ",".join(map(str, keys)) + "}"
    return Func(Cast(Value(written), ArrayField(BigIntegerField())), template="(SELECT unnest(%(expressions)s))")


class Plain(NamedTuple):
    """What a unit says of itself."""

    name: str
    uscc: str
    area_id: int
    area_path: str
    section: str


class Scale(NamedTuple):
    """A fact of a unit's scale in force."""

    staff: int | None
    revenue_wan: Any
    since: date


class Members(NamedTuple):
    """A fact of a unit's members in force."""

    formal: int | None
    since: date


def units(piece: Piece) -> dict[int, Plain]:
    """Return what the units in sight say of themselves."""
    rows = Unit.objects.visible_to(piece.by, VIEW).filter(pk__in=piece.among).order_by()
    told = rows.values_list("pk", "name", "uscc", "area_id", "area_path", "industry_section")
    return {pk: Plain(*one) for pk, *one in told}


def _facts(model: Any, piece: Piece) -> Any:
    return model.objects.of(unit__in=piece.among).as_of(piece.on, piece.known_at).order_by()


def statuses(piece: Piece) -> dict[int, tuple[str, date]]:
    """Return each unit's status and since when."""
    return {
        pk: (said, since)
        for pk, said, since in _facts(StatusFact, piece).values_list("unit_id", "status", "holds_from")
    }


def scales(piece: Piece) -> dict[int, Scale]:
    """Return what is known of each unit's scale."""
    rows = _facts(ScaleFact, piece).values_list("unit_id", "staff", "revenue_wan", "holds_from")
    return {pk: Scale(*one) for pk, *one in rows}


def members(piece: Piece) -> dict[int, Members]:
    """Return what is known of each unit's members."""
    rows = _facts(MembersFact, piece).values_list("unit_id", "formal", "holds_from")
    return {pk: Members(*one) for pk, *one in rows}
