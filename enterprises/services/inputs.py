"""What acts take: the identity of a unit, and what was counted there; and the gathering of refusals by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, Self, TypeVar

from django.core.exceptions import ValidationError

from access import errors
from access.models import Area, Body, Person
from access.outcome import Refusal
from enterprises.models import Unit
from enterprises.rules.survey import RELATIONS, STAGES

__all__ = ["RELATIONS", "SCALE", "STAGES", "Entry", "Findings", "Identity", "Liaison", "Raised", "Survey"]
T = TypeVar("T")


@dataclass(frozen=True)
class Identity:
    """What identifies and describes a unit. ``legal_rep`` and ``owner`` are people or names; the phone is in clear."""

    kind: str
    name: str
    uscc: str = ""
    no_code_reason: str = ""
    short_name: str = ""
    social_kind: str = ""
    registration_type: str = ""
    controlling_capital: str = ""
    is_outside_branch: bool = False
    industry_section: str = ""
    industry_class: str = ""
    business: str = ""
    is_qualified: bool = False
    founded_on: date | None = None
    legal_rep: Person | str | None = None
    legal_rep_is_member: bool = False
    owner: Person | str | None = None
    owner_is_member: bool = False
    owner_posts: tuple[str, ...] = ()
    contact_name: str = ""
    contact_phone: str | None = field(default=None, repr=False)  # None leaves the stored one
    address: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None

    @classmethod
    def of(cls, unit: Unit, **changes: Any) -> Self:
        """Return a unit's identity with some parts changed.

        Raises:
            TypeError: a part that no identity has.
        """
        people = Person.objects.names(pk for pk in (unit.legal_rep_id, unit.owner_id) if pk)
        known = {part: people.get(getattr(unit, f"{part}_id")) for part in ("legal_rep", "owner")} | changes
        named = {part.name for part in fields(cls)} - {"contact_phone", *known}
        return cls(**{name: getattr(unit, name) for name in named}, **known)


SCALE = ("staff", "revenue_wan", "assets_wan")


@dataclass(frozen=True)
class Survey:
    """What was counted in a unit on a day; None means "not asked" and leaves what is known."""

    staff: int | None = None
    revenue_wan: Decimal | None = None
    assets_wan: Decimal | None = None
    formal: int | None = None
    probationary: int | None = None
    targets: int | None = None
    activists: int | None = None
    applicants: int | None = None
    relation_here: int | None = None
    relation_talent: int | None = None
    relation_former: int | None = None
    relation_temporary: int | None = None
    relation_other: int | None = None
    mass: Mapping[str, bool] | None = None  # MassOrgKind → whether it stands
    extra: Mapping[str, Any] | None = None  # code of an extra question → answer

    def asked(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Return the answers among some questions."""
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}

    @property
    def is_empty(self) -> bool:
        """True when nothing was asked."""
        return all(getattr(self, part.name) is None for part in fields(self))


@dataclass(frozen=True)
class Entry:
    """A unit that is to be entered: what identifies it, where it lies, what was counted there."""

    identity: Identity
    area: Area
    survey: Survey = field(default_factory=Survey)


@dataclass(frozen=True)
class Liaison:
    """A liaison person as entered: the phone in clear, None leaves the stored one; ``body`` None is the actor's own."""

    name: str
    phone: str | None = field(default=None, repr=False)
    post: str = ""
    body: Body | None = None


@dataclass(frozen=True)
class Raised:
    """A difficulty (实际困难) as it was told at a visit."""

    kind: str
    text: str
    raiser: str = ""  # "" is whoever registers the visit


class Findings:
    """Refusals gathered by field, so that everything wrong is said at once."""

    def __init__(self) -> None:
        self.found: dict[str, list[ValidationError]] = {}

    def add(self, name: str, refusal: Refusal | None) -> None:
        """Keep what a rule refused at a field; None is no refusal."""
        try:
            errors.require(refusal, field=name)
        except ValidationError as error:
            self.include(error)

    def attempt(self, check: Callable[..., T], *args: Any, **kwargs: Any) -> T | None:
        """Call a check that raises; keep what it refuses and return what it returns otherwise."""
        try:
            return check(*args, **kwargs)
        except ValidationError as error:
            self.include(error)
            return None

    def include(self, error: ValidationError) -> None:
        """Keep the refusals of another check."""
        error.update_error_dict(self.found)

    @property
    def refusal(self) -> ValidationError | None:
        """Everything found as one refusal; None when nothing was found."""
        return ValidationError(self.found) if self.found else None

    def raise_if_any(self) -> None:
        """Refuse when something was found.

        Raises:
            ValidationError: everything found, by field.
        """
        if self.found:
            raise ValidationError(self.found)
