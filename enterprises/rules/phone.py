"""What a phone entered beside what is known now: a merge by field that overwrites nothing silently; and the server's time.

Source: quality O2 (an explicit conflict with both values, no silent overwrite), O3 (the server's time counts); domain 7.6 for the fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from enterprises.choices import MassOrgKind
from enterprises.rules.names import normalise_name
from enterprises.rules.survey import FIELDS as FIELDS_ASKED

MONEY = tuple(name for name, one in FIELDS_ASKED.items() if one.kind == "money")
MASS = {f"mass_{kind.value}": kind.value for kind in MassOrgKind}
LIAISON_NAME, LIAISON_PHONE = "liaison_name", "liaison_phone"
LIAISON = (LIAISON_NAME, LIAISON_PHONE)
EXTRA = "extra_"  # before the code of an extra question
FIELDS = (*FIELDS_ASKED, *MASS, *LIAISON)  # in the order in which people are asked
MOST_DIGITS = 14  # of a number that a person can have meant


class Malformed(ValueError):
    """What was sent is not a visit as this release or an earlier one writes it."""


@dataclass(frozen=True)
class Difference:
    """One field that both sides changed to different values: as the phone showed it, as entered there, as known now."""

    base: Any
    phone: Any
    current: Any


@dataclass(frozen=True)
class Merged:
    """``values`` are to be written; ``conflicts`` wait for a person; ``confirmed`` is what the phone says as it is known."""

    values: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, Difference] = field(default_factory=dict)
    confirmed: list[str] = field(default_factory=list)


def plain(name: str, value: object) -> Any:
    """Return a field's value as it is compared and written: a whole number, an amount, yes or no; None is "not asked".

    Raises:
        Malformed: it is none of these.
    """
    if name == LIAISON_NAME and isinstance(value, str):
        return normalise_name(value)  # no name says that there is nobody (any more)
    if value is None or value == "":
        return None
    if name in LIAISON:
        return _text(name, value)
    if name.startswith(EXTRA):
        if isinstance(value, dict):
            raise Malformed(name)
        return value  # its question judges it when it is written
    if name in MASS:
        if isinstance(value, bool):
            return value
        raise Malformed(name)
    return _number(name, value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Malformed(name)
    return value.strip()


def _number(name: str, value: object) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal) or len(str(value)) > MOST_DIGITS:
        raise Malformed(name)
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise Malformed(name) from error
    if not number.is_finite() or (name not in MONEY and number != number.to_integral_value()):
        raise Malformed(name)
    return number if name in MONEY else int(number)


def names_in(phone: Mapping[str, Any]) -> list[str]:
    """Return the fields of a visit in order: those of the register, then extra questions that were answered."""
    return [*FIELDS, *sorted(name for name in phone if isinstance(name, str) and name.startswith(EXTRA))]


def merge(base: Mapping[str, Any], phone: Mapping[str, Any], current: Mapping[str, Any]) -> Merged:
    """Merge by field: what one side left as it was takes the other's value; two different changes are a conflict.

    A field that the phone left empty was not asked there and changes nothing. Equal changes on both sides agree.

    Raises:
        Malformed: a value that no field can have.
    """
    merged = Merged()
    for name in names_in(phone):
        shown, entered, known = (plain(name, side.get(name)) for side in (base, phone, current))
        if name == LIAISON_NAME:
            shown, known = shown or "", known or ""
        if entered is not None and entered == known and entered is not False and entered != "":
            merged.confirmed.append("mass" if name in MASS else name)
        if entered is None or entered in (shown, known):
            continue
        if known == shown:
            merged.values[name] = entered
        else:
            merged.conflicts[name] = Difference(shown, entered, known)
    _ask_whose_number(merged, base, phone, current)
    return merged


def _ask_whose_number(
    merged: Merged, base: Mapping[str, Any], phone: Mapping[str, Any], current: Mapping[str, Any]
) -> None:
    """Make it a conflict when a number was entered for a liaison person whom somebody else has replaced meanwhile."""
    if LIAISON_PHONE not in merged.values or LIAISON_NAME in merged.values:
        return
    shown, entered, known = (plain(LIAISON_NAME, side.get(LIAISON_NAME)) or "" for side in (base, phone, current))
    if entered != known:
        merged.conflicts.setdefault(LIAISON_NAME, Difference(shown, entered, known))


def instant_of(
    *, entered: datetime | None, sent: datetime | None, received: datetime, not_before: datetime
) -> datetime:
    """Return when something was entered by the server's clock, from the phone's clock at entry and at sending.

    A phone that is days ahead or behind is so both times; what is left outside the time since the phone was registered is
    taken to its nearest end.
    """
    if entered is None:
        return received
    ahead = sent - received if sent is not None else timedelta(0)
    return min(max(entered - ahead, not_before), received)
