"""Taking a unit for an act: the policy asked, the row locked, the version compared."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from access import errors, policy
from access.bulk import update_many
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Principal, system_scope
from enterprises.models import Unit
from enterprises.rules import contact

Answer = Unit | ValidationError | PermissionDenied  # of an act on many units: the unit, or what refuses it
CHANGED = N_(
    "“%(name)s”的资料在您打开之后已由他人修改（版本 %(read)d → %(now)d），您填写的内容没有保存。请重新打开后核对再提交。"
)


def take(unit: Unit, permission: str, *, by: Principal, version: int | None = None) -> Unit:
    """Return the unit, locked until the transaction ends.

    Raises:
        Denied: ``by`` does not hold the permission on the unit.
        Conflict: somebody else changed the unit since ``version`` was read.
    """
    policy.check(by, permission, unit)
    # locked without its area: PostgreSQL would drop a row whose area changed while it waited
    rows = Unit.objects.visible_to(by, permission).select_for_update(of=("self",))
    row: Unit | None = rows.filter(pk=unit.pk).first()
    return _judged(row, permission, version, unit)


def take_many(wanted: Sequence[tuple[Unit, int | None]], permission: str, *, by: Principal) -> list[Answer]:
    """Return for each unit (with the version that was read, None for any) its row, locked, or what :func:`take` raises of it."""
    rows = Unit.objects.visible_to(by, permission).select_for_update(of=("self",))
    found = {row.pk: row for row in rows.filter(pk__in=[unit.pk for unit, _version in wanted]).order_by("pk")}
    areas = Area.objects.in_bulk({row.area_id for row in found.values()})
    for row in found.values():
        row.area = areas[row.area_id]
    told: list[Answer] = []
    for unit, version in wanted:
        try:
            told.append(_judged(found.get(unit.pk), permission, version, unit))
        except (ValidationError, PermissionDenied) as refusal:
            told.append(refusal)
    return told


def _judged(row: Unit | None, permission: str, version: int | None, unit: Unit) -> Unit:
    if row is None:
        raise policy.Denied(permission, target=unit)
    if row.merged_into_id is not None:
        errors.conflict(Refusal("merged", N_("“%(name)s”已并入另一家单位，请在保留的单位上办理。"), {"name": row.name}))
    if version is not None and row.version != version:
        errors.conflict(_(CHANGED), code="changed_meanwhile", name=row.name, read=version, now=row.version)
    return row


def raised(answer: Answer) -> Unit:
    """Return the unit of an act on one, or raise what refuses it."""
    if isinstance(answer, Unit):
        return answer
    raise answer


def save(units: Sequence[Unit], columns: Iterable[str]) -> None:
    """Save columns of units that were taken."""
    update_many(units, columns)


def following() -> AbstractContextManager[None]:
    """Let what follows from an act on a taken unit be written: its area or line may leave what the actor sees."""
    return system_scope("a unit's facts, line and relations follow an act that was checked")


def check_day(name: str, label: object, day: date, *, by: Principal) -> None:
    """Insist that a day on which something is said to have happened is not in the future.

    Raises:
        ValidationError: it is, or lies before 1900.
    """
    if by.today is not None:
        errors.require(contact.check_not_future(label, day, today=by.today), field=name)
