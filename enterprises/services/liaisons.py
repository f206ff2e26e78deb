"""Liaison persons (党建工作联络员) of units: appointed, replaced, ended; kept as dated facts."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated, errors, policy
from access.models import Body
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from enterprises.models import LiaisonFact, Unit
from enterprises.models.facts import liaison_phone_values
from enterprises.rules import contact, names
from enterprises.rules import liaison as rules
from enterprises.services import locking, status
from enterprises.services.inputs import Findings, Liaison
from enterprises.services.observed import Moment, current, observe

APPOINT = "enterprises.appoint_liaison"


@transaction.atomic
def appoint_liaison(
    *, unit: Unit, liaison: Liaison, on: date, by: Principal, version: int | None = None, source: str = "desk"
) -> Unit:
    """Appoint a liaison person where the unit has none.

    Raises:
        Denied: ``by`` may not appoint liaison persons here.
        Conflict: somebody else changed the unit since ``version`` was read.
        ValidationError: one is in force, the unit has left, no name, a malformed number, or a day that lies ahead.
    """
    unit = _take(unit, on, by, version)
    errors.require(
        rules.check_appoint(standing=_standing(unit, on), status=status.state_on(unit, on), on=on), field="name"
    )
    _write(unit, liaison, Moment(on, by, source))
    return _done(unit, by, "enterprises.liaison_appointed", on)


@transaction.atomic
def replace_liaison(
    *, unit: Unit, liaison: Liaison, on: date, by: Principal, version: int | None = None, source: str = "desk"
) -> Unit:
    """Let another person follow the liaison person in force, or correct what is known of that one, from a day on.

    Raises:
        Denied: ``by`` may not appoint liaison persons here.
        Conflict: somebody else changed the unit since ``version`` was read.
        ValidationError: nobody is in force that day, the unit has left, no name, a malformed number, or a day ahead.
    """
    unit = _take(unit, on, by, version)
    errors.require(rules.check_standing(standing=_standing(unit, on), on=on), field="name")
    errors.require(rules.check_appoint(standing="", status=status.state_on(unit, on), on=on), field="on")
    _write(unit, liaison, Moment(on, by, source))
    return _done(unit, by, "enterprises.liaison_replaced", on)


@transaction.atomic
def end_liaison(*, unit: Unit, on: date, by: Principal, version: int | None = None, source: str = "desk") -> Unit:
    """End the liaison person on a day, which no longer counts.

    Raises:
        Denied: ``by`` may not appoint liaison persons here.
        Conflict: somebody else changed the unit since ``version`` was read.
        ValidationError: nobody is in force that day, a later one is known, or the day lies ahead.
    """
    unit = _take(unit, on, by, version)
    errors.require(rules.check_standing(standing=_standing(unit, on), on=on), field="on")
    _end(unit, Moment(on, by, source))
    return _done(unit, by, "enterprises.liaison_ended", on)


def said_at_visit(unit: Unit, said: Liaison | None, moment: Moment) -> tuple[bool, list[Refusal]]:
    """Write what a visit says of a (locked) unit's liaison person: another one, the same, or (no name) none any more.

    Whoever may not appoint leaves a notice instead; what is the same is no news.

    Raises:
        ValidationError: a malformed name or number.
    """
    if said is None:
        return False, []
    known = current(LiaisonFact, unit, moment.on)
    if names.normalise_name(said.name) == (known.name if known else "") and not said.phone:
        return False, []
    if not policy.can_on(moment.by, APPOINT, unit):
        return False, [Refusal("liaison_waits", N_("走访结果已保存，联络员的变更待街道（乡镇）办理。"))]
    if not names.normalise_name(said.name):
        _end(unit, moment)
        return True, []
    refusal = rules.check_appoint(standing="", status=status.state_on(unit, moment.on), on=moment.on)
    return (False, [refusal]) if refusal else (_write(unit, said, moment), [])


def _take(unit: Unit, on: date, by: Principal, version: int | None) -> Unit:
    unit = locking.take(unit, APPOINT, by=by, version=version)
    locking.check_day("on", _("日期"), on, by=by)
    return unit


def _standing(unit: Unit, on: date) -> str:
    fact = current(LiaisonFact, unit, on)
    return fact.name if fact is not None else ""


def _write(unit: Unit, given: Liaison, moment: Moment) -> bool:
    known = current(LiaisonFact, unit, moment.on)
    return observe(LiaisonFact, unit, _values(unit, given, known, moment), moment)


def _values(unit: Unit, given: Liaison, known: LiaisonFact | None, moment: Moment) -> dict[str, Any]:
    """Return the stored columns; of the same person, what was not entered stays."""
    findings, name = Findings(), names.normalise_name(given.name)
    if not names.search_key(given.name):
        findings.add("name", Refusal("liaison_name_missing", N_("联络员姓名必须填写，且应含有文字。")))
    for part in ("name", "post"):
        findings.add(part, contact.check_fit(getattr(given, part)))
    if given.phone:
        findings.add("phone", contact.check_phone(given.phone))
    findings.raise_if_any()
    same = known if known is not None and known.name == name else None
    number = contact.normalise_phone(given.phone) if given.phone else ""
    if same and (given.phone is None or number == same.phone):
        phone = {"phone_cipher": same.phone_cipher, "phone_tail": same.phone_tail}
    else:
        phone = liaison_phone_values(number)
    post = given.post.strip() or (same.post if same else "")
    body = given.body or (same.body if same else None) or _own_body(unit, moment.by)
    return {"name": name, "post": post, "body": body, **phone}


def _own_body(unit: Unit, by: Principal) -> Body | None:
    """Return the body through which the actor appoints here."""
    held = policy.explain(by, APPOINT, Place(unit.area_path, unit.line_code)).deciding
    return Body.objects.filter(pk=held[0].body_id).first() if held else None


def _end(unit: Unit, moment: Moment) -> None:
    later = LiaisonFact.objects.of(unit=unit).live().filter(valid__startswith__gt=moment.on)
    if later.exists():
        errors.refuse(Refusal("later_liaison", N_("该单位在此日期之后已有联络员记录，请核对日期。")), field="on")
    dated.end(LiaisonFact, key={"unit": unit}, on=moment.on, by=moment.by, source=moment.source)


def _done(unit: Unit, by: Principal, act: str, on: date) -> Unit:
    unit.version += 1
    unit.save(update_fields=["version"])
    audit.record(by, act, unit, on=on.isoformat())
    return unit
