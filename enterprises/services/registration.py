"""Registering a unit and amending what identifies it."""

from copy import copy
from dataclasses import replace
from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from access import answers, audit, errors, policy
from access.choices import AreaLevel
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from enterprises.choices import OperatingStatus, StatusReason, UnitKind
from enterprises.models import ManagingFact, PlacementFact, ScaleFact, StatusFact, Unit
from enterprises.rules import contact, uscc
from enterprises.services import base, faults, locking, managing, observed
from enterprises.services import identity as identities
from enterprises.services.duplicates import refuse_held_code
from enterprises.services.inputs import SCALE, Identity, Survey
from enterprises.services.observed import Moment

CODE_UNIQUE = "enterprises_unit_uscc_unique"
FOR_SIZE = frozenset({"industry_section", "industry_class", "is_qualified"})
FOR_BASE = frozenset({"kind", "registration_type", "controlling_capital", "is_outside_branch"})


@transaction.atomic
def register(
    *,
    identity: Identity,
    area: Area,
    on: date,
    by: Principal,
    survey: Survey | None = None,
    source: str = "desk",
    same_name_confirmed: bool = False,
) -> Unit:
    """Enter a unit into the register, operating from a day on, with its first facts.

    Raises:
        Denied: ``by`` may not register units there.
        HeldElsewhere: the code is registered; where that is out of sight, the sentence names the street to ask.
        ValidationError: what else is wrong, each sentence at its field.
    """
    policy.check(by, "enterprises.register_unit")
    findings, values = faults.of_new(
        identity, area=area, on=on, survey=survey or Survey(), by=by, same_name_confirmed=same_name_confirmed
    )
    faults.refuse(findings, identity, by)
    unit = Unit(**(values or {}), area=area, created_by_id=by.user_id)
    answer = managing.answer_for(unit, area, above_scale=None, on=on)
    unit.managing_body, unit.line_code = answer.body, answer.line_code
    policy.check(by, "enterprises.register_unit", Place(area.path, unit.line_code))
    _insert(unit, identity, by)
    _first_facts(unit, answer, survey or Survey(), Moment(on, by, source))
    audit.record(by, "enterprises.registered", unit, uscc=unit.uscc, source=source)
    return unit


def _insert(unit: Unit, given: Identity, by: Principal) -> None:
    """Insert the row; two registrations at once end in one row and one sentence."""
    for part in identities.PEOPLE:
        setattr(unit, part, identities.person(part, getattr(given, part), unit, unit.area))
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError as error:
        if answers.constraint_sentence(error)[0] == CODE_UNIQUE:
            refuse_held_code(unit, by)
        raise
    unit.refresh_from_db(fields=["area_path", "line_code"])


def _first_facts(unit: Unit, answer: managing.Answer, survey: Survey, moment: Moment) -> None:
    first = {
        "valid": DateRange(moment.on, None),
        "recorded_by_id": moment.by.user_id,
        "source": moment.source,
        "unit": unit,
    }
    with locking.following():
        StatusFact.objects.create(status=OperatingStatus.OPERATING, reason=StatusReason.REGISTERED, **first)
        PlacementFact.objects.create(area=unit.area, **first)
        ManagingFact.objects.create(body=answer.body, rule=answer.rule, **first)
        base.follow(unit, moment)
        if not survey.is_empty:
            observed.write_survey(unit, survey, moment)
            settle_line(unit, moment)


def settle_line(unit: Unit, moment: Moment) -> None:
    """Ask again who manages a unit whose facts changed, and keep its line. Call inside :func:`locking.following`."""
    if managing.assign(unit, moment):
        unit.save(update_fields=["managing_body", "line_code"])


@transaction.atomic
def amend(
    *, unit: Unit, identity: Identity, on: date, by: Principal, version: int | None, source: str = "desk"
) -> Unit:
    """Change what identifies or describes a unit; who manages it, its size and the base follow.

    Raises:
        Denied: ``by`` may not amend the unit.
        Conflict: somebody else changed the unit since ``version`` was read; nothing is overwritten.
        HeldElsewhere: the new code belongs to another unit.
        ValidationError: what else is wrong, each sentence at its field.
    """
    unit = locking.take(unit, "enterprises.amend_unit", by=by, version=version)
    if unit.uscc and not uscc.normalise(identity.uscc):
        errors.refuse(Refusal("code_removed", N_("已登记的统一社会信用代码不能删除，只能更正。")), field="uscc")
    before = copy(unit)
    for name, value in identities.columns(_same_phone(unit, identity), today=by.today).items():
        setattr(unit, name, value)
    if unit.uscc != before.uscc:
        refuse_held_code(unit, by)
    for part in identities.PEOPLE:
        setattr(unit, part, identities.person(part, getattr(identity, part), before, unit.area))
    changed = [f.attname for f in Unit._meta.concrete_fields if getattr(unit, f.attname) != getattr(before, f.attname)]
    if changed:
        _save_amended(unit, changed, Moment(on, by, source))
        audit.record(by, "enterprises.amended", unit, changed=changed)
    return unit


def _same_phone(unit: Unit, given: Identity) -> Identity:
    """Leave the stored number alone when the same one was typed again (each encryption looks different)."""
    same = given.contact_phone and contact.normalise_phone(given.contact_phone) == unit.contact_phone
    return replace(given, contact_phone=None) if same else given


def _save_amended(unit: Unit, changed: list[str], moment: Moment) -> None:
    """Save the row and what follows from it: size class, managing body, base."""
    with locking.following():
        unit.version += 1
        scale = observed.current(ScaleFact, unit, moment.on)
        if scale is not None and FOR_SIZE.intersection(changed):
            observed.write_scale(unit, {name: getattr(scale, name) for name in SCALE}, moment)
        managing.assign(unit, moment)
        if FOR_BASE.intersection(changed):
            base.follow(unit, moment)
        unit.save(update_fields=[*changed, "managing_body_id", "line_code", "version"])


def warnings_about(given: Identity, area: Area) -> tuple[Refusal, ...]:
    """Return what is unusual about a well-formed code in that place; none of it forbids registering."""
    code = uscc.normalise(given.uscc)
    if not code:
        return ()
    county = next((one.code for one in managing.chain(area) if one.level == AreaLevel.COUNTY), "")
    return uscc.warnings(code, kind=UnitKind(given.kind), county_code=county)
