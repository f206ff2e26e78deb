"""Registering a unit and amending what identifies it."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from access import answers, audit, errors, policy
from access.bulk import insert_many
from access.choices import AreaLevel
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from enterprises.choices import UnitKind
from enterprises.models import ScaleFact, Unit
from enterprises.rules import contact, uscc
from enterprises.services import base, faults, first_facts, locking, managing, observed, said
from enterprises.services import identity as identities
from enterprises.services.duplicates import Holders, refuse_held_code
from enterprises.services.inputs import SCALE, Entry, Identity, Survey
from enterprises.services.locking import Answer, raised
from enterprises.services.observed import Moment

REGISTER, AMEND = "enterprises.register_unit", "enterprises.amend_unit"
LINE = ("managing_body_id", "line_code")
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
    entry = Entry(identity, area, survey or Survey())
    (answer,) = register_many([entry], on=on, by=by, source=source, same_name_confirmed=same_name_confirmed)
    return raised(answer)


@transaction.atomic
def register_many(
    entries: Sequence[Entry], *, on: date, by: Principal, source: str = "desk", same_name_confirmed: bool = False
) -> list[Answer]:
    """Enter many units, as :func:`register` does one, by a few statements; return each unit, or what refuses it.

    Raises:
        Denied: ``by`` may not register units at all.
        IntegrityError: two of many hold one code; nothing is entered.
    """
    policy.check(by, REGISTER)
    holders = Holders([uscc.normalise(one.identity.uscc) for one in entries], by)
    engine, told, units = managing.Engine(on), list[Answer](), list[Unit]()
    engine.read(one.area.path for one in entries)
    made: dict[int, tuple[Entry, managing.Answer]] = {}
    known, allowed = observed.Known((), on), dict[Place, bool]()
    for place, one in enumerate(entries):
        unit = _new(one, by=by, holders=holders, same_name_confirmed=same_name_confirmed, known=known)
        if isinstance(unit, Unit):
            answer = engine.answer(unit, one.area.path, above_scale=None)
            unit.managing_body, unit.line_code = answer.body, answer.line_code
            where = Place(one.area.path, unit.line_code)
            if where not in allowed:
                allowed[where] = policy.can_on(by, REGISTER, where)
            if allowed[where]:
                made[place] = (one, answer)
                units.append(unit)
            else:
                unit = policy.Denied(REGISTER, target=where)
        told.append(unit)
    if units:
        _insert(units, [entry for entry, _answer in made.values()], by)
        _first_facts(units, list(made.values()), Moment(on, by, source), engine, known)
    audit.record_many(by, "enterprises.registered", [(one, {"uscc": one.uscc, "source": source}) for one in units])
    return told


def _new(one: Entry, *, by: Principal, holders: Holders, same_name_confirmed: bool, known: observed.Known) -> Answer:
    findings = faults.of_new(
        one.identity,
        area=one.area,
        on=known.on,
        survey=one.survey,
        by=by,
        same_name_confirmed=same_name_confirmed,
        known=known,
    )
    refusal = faults.refusal(findings, one.identity, holders)
    return refusal or Unit(**identities.columns(one.identity), area=one.area, created_by_id=by.user_id)


def _insert(units: Sequence[Unit], entries: Sequence[Entry], by: Principal) -> None:
    """Insert the rows; two registrations at once end in one row and one sentence."""
    identities.name_people(units, [one.identity for one in entries], units)
    try:
        with transaction.atomic():
            insert_many(units, returning=("area_path", "line_code"))
    except IntegrityError as error:
        if len(units) == 1 and answers.constraint_sentence(error)[0] == CODE_UNIQUE:
            refuse_held_code(units[0], by)
        raise


def _first_facts(
    units: Sequence[Unit],
    made: Sequence[tuple[Entry, managing.Answer]],
    moment: Moment,
    engine: managing.Engine,
    known: observed.Known,
) -> None:
    told = [(unit, one.survey, answer) for unit, (one, answer) in zip(units, made, strict=True)]
    answers = {unit.pk: answer for unit, _survey, answer in told}
    measured = first_facts.write(told, moment, known.questions)
    moved = [
        unit
        for unit, above_scale in measured
        if engine.answer(unit, unit.area.path, above_scale=above_scale) != answers[unit.pk]
    ]
    if moved:
        with locking.following():
            settle_lines(moved, moment, engine)


def settle_line(unit: Unit, moment: Moment) -> None:
    """Ask again who manages a unit whose facts changed, and keep its line. Call inside :func:`locking.following`."""
    settle_lines([unit], moment)


def settle_lines(units: Sequence[Unit], moment: Moment, engine: managing.Engine | None = None) -> None:
    """Ask again who manages many units, as :func:`settle_line` does of one."""
    changed = managing.assign_many(units, moment, engine)
    locking.save([unit for unit, is_new in zip(units, changed, strict=True) if is_new], LINE)


@dataclass(frozen=True)
class Amendment:
    """What a unit is to be, and which version of it was read (None: whichever)."""

    unit: Unit
    identity: Identity
    version: int | None = None


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
    (answer,) = amend_many([Amendment(unit, identity, version)], on=on, by=by, source=source)
    return raised(answer)


@transaction.atomic
def amend_many(amendments: Sequence[Amendment], *, on: date, by: Principal, source: str = "desk") -> list[Answer]:
    """Change many units, each once, as :func:`amend` does one, by a few statements; return each unit, or what refuses it.

    Raises:
        IntegrityError: two of many get one code; nothing is changed.
    """
    taken = locking.take_many([(one.unit, one.version) for one in amendments], AMEND, by=by)
    given = [
        (unit, one.identity, uscc.normalise(one.identity.uscc)) for unit, one in zip(taken, amendments, strict=True)
    ]
    holders = Holders([code for unit, _i, code in given if isinstance(unit, Unit) and unit.uscc != code], by)
    told = [_amended(unit, identity, holders, by) for unit, identity, _code in given]
    good = [
        (answer, identity) for answer, (_u, identity, _c) in zip(told, given, strict=True) if isinstance(answer, tuple)
    ]
    units, befores = [unit for (unit, _b), _i in good], [before for (_u, before), _i in good]
    identities.name_people(units, [identity for _answer, identity in good], befores)
    changed = {unit.pk: _columns_changed(unit, before) for unit, before in zip(units, befores, strict=True)}
    moment = Moment(on, by, source)
    with locking.following():
        said.keep(zip(befores, units, strict=True), moment)
    _save_amended([unit for unit in units if changed[unit.pk]], changed, moment)
    lines = [(unit, {"changed": changed[unit.pk]}) for unit in units if changed[unit.pk]]
    audit.record_many(by, "enterprises.amended", lines)
    return [answer[0] if isinstance(answer, tuple) else answer for answer in told]


def _amended(
    unit: Answer, identity: Identity, holders: Holders, by: Principal
) -> tuple[Unit, Unit] | ValidationError | PermissionDenied:
    """Return a unit with its new columns, and as it was; or what refuses the change."""
    if not isinstance(unit, Unit):
        return unit
    before = copy(unit)
    try:
        if unit.uscc and not uscc.normalise(identity.uscc):
            errors.refuse(Refusal("code_removed", N_("已登记的统一社会信用代码不能删除，只能更正。")), field="uscc")
        given = _same_phone(unit, identity)
        identities.check(given, today=by.today)
    except ValidationError as refusal:
        return refusal
    for name, value in identities.columns(given).items():
        setattr(unit, name, value)
    held = holders.refusal(unit.uscc, but=unit.pk) if unit.uscc != before.uscc else None
    return held or (unit, before)


def _columns_changed(unit: Unit, before: Unit) -> list[str]:
    columns = [field.attname for field in Unit._meta.concrete_fields]
    return [name for name in columns if getattr(unit, name) != getattr(before, name)]


def _same_phone(unit: Unit, given: Identity) -> Identity:
    """Leave the stored number alone when the same one was typed again (each encryption looks different)."""
    same = given.contact_phone and contact.normalise_phone(given.contact_phone) == unit.contact_phone
    return replace(given, contact_phone=None) if same else given


def _save_amended(units: Sequence[Unit], changed: Mapping[int, list[str]], moment: Moment) -> None:
    """Save the rows and what follows from them: size class, managing body, base."""
    with locking.following():
        known = observed.Known(units, moment.on)
        scales = [
            (unit, {name: getattr(fact, name) for name in SCALE})
            for unit in units
            if FOR_SIZE.intersection(changed[unit.pk]) and (fact := known.one(ScaleFact, unit)) is not None
        ]
        observed.write_scales(scales, moment)
        managing.assign_many(units, moment)
        base.follow_many([unit for unit in units if FOR_BASE.intersection(changed[unit.pk])], moment)
        for unit in units:
            unit.version += 1
        locking.save(units, {*LINE, "version", *(name for unit in units for name in changed[unit.pk])})


def warnings_about(given: Identity, area: Area) -> tuple[Refusal, ...]:
    """Return what is unusual about a well-formed code in that place; none of it forbids registering."""
    code = uscc.normalise(given.uscc)
    if not code:
        return ()
    county = next((one.code for one in managing.chain(area) if one.level == AreaLevel.COUNTY), "")
    return uscc.warnings(code, kind=UnitKind(given.kind), county_code=county)
