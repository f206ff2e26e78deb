"""Letters of appointment (发放聘书、续聘): numbered per issuing area and year, never without training."""

from datetime import date

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.translation import gettext as _

from access import audit
from access.choices import AreaLevel
from access.errors import refuse, require
from access.models import Area
from access.principals import Principal
from instructors.choices import Step
from instructors.models import Instructor, Letter, SelectionStep
from instructors.rules import steps
from instructors.services import moves
from instructors.services.training import hours_passed

NUMBER_LOCK = 735_021  # advisory lock, first key; the second is the issuing area
ISSUING = (AreaLevel.COUNTY, AreaLevel.PREFECTURE, AreaLevel.PROVINCE)


@transaction.atomic
def appoint(
    *, instructor: Instructor, since: date, until: date, on: date, by: Principal, limits: steps.Limits = steps.DEFAULT
) -> Letter:
    """Issue the letter of appointment for ``[since, until)``.

    Raises:
        Denied: ``by`` may not issue letters here.
        Conflict: the training is not certified, or a letter is issued already.
        ValidationError: hours missing, period too long, out of order or before the training.
    """
    return _issue(instructor, Step.APPOINT, since, until, on=on, by=by, limits=limits)


@transaction.atomic
def renew(
    *, instructor: Instructor, since: date, until: date, on: date, by: Principal, limits: steps.Limits = steps.DEFAULT
) -> Letter:
    """Issue the next letter of a serving instructor; it must not overlap the one in force.

    Raises:
        Denied: ``by`` may not issue letters here.
        Conflict: the instructor is not serving.
        ValidationError: period too long, out of order or overlapping.
    """
    return _issue(instructor, Step.RENEW, since, until, on=on, by=by, limits=limits)


def _issue(
    instructor: Instructor, step: Step, since: date, until: date, *, on: date, by: Principal, limits: steps.Limits
) -> Letter:
    found = moves.prepare(instructor, step, on=on, by=by)
    hours, _last = hours_passed(found, until=on)
    trained_on = _trained_on(found)
    require(
        steps.check_letter(starts_on=since, ends_on=until, hours=hours, trained_on=trained_on, limits=limits),
        field="since",
    )
    _refuse_overlap(found, since, until)
    area = issuing_area(found)
    serial = _next_serial(area, on.year, by)
    letter = Letter.objects.create(
        instructor=found,
        issuing_area=area,
        year=on.year,
        serial=serial,
        number=number_of(area, on.year, serial),
        valid=DateRange(since, until),
        issued_on=on,
        issued_by_id=by.user_id,
    )
    moves.move(found, step, on=on, by=by, opinion=letter.number)
    audit.record(by, f"instructors.{step.value}", found, letter=letter.number, since=str(since), until=str(until))
    return letter


def _trained_on(instructor: Instructor) -> date | None:
    rows = SelectionStep.objects.of(instructor=instructor).filter(step=Step.FINISH_TRAINING)
    return rows.order_by("-pk").values_list("on", flat=True).first()


def _refuse_overlap(instructor: Instructor, since: date, until: date) -> None:
    held = Letter.objects.of(instructor=instructor).unrevoked().filter(valid__overlap=DateRange(since, until)).first()
    if held is not None:
        text = _("与聘书%(number)s的聘期（%(from)s至%(until)s）重叠。")
        refuse(
            text,
            field="since",
            code="letter_overlap",
            **{"number": held.number, "from": str(held.valid.lower), "until": str(held.valid.upper)},
        )


def issuing_area(instructor: Instructor) -> Area:
    """Return the county (or what stands for it) whose organization department issues the letter."""
    ids = [int(part) for part in instructor.area.path.split(".") if part]
    above = {area.level: area for area in Area.objects.filter(pk__in=ids)}
    return next((above[level] for level in ISSUING if level in above), instructor.area)


def number_of(area: Area, year: int, serial: int) -> str:
    """Return the number as printed; the area's code keeps districts apart."""
    return f"{area.code or area.pk}党指〔{year}〕{serial:04d}号"


def _next_serial(area: Area, year: int, by: Principal) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBER_LOCK, area.pk])
    issued = Letter.objects.filter(issuing_area=area, year=year)
    seen = issued.visible_to(by, "instructors.view_instructor").aggregate(last=Max("serial"))
    serial: int = (seen["last"] or 0) + 1
    while issued.filter(serial=serial).taken():  # letters of the county that lie out of sight count too
        serial += 1
    return serial
