"""The schemes of the clear ledger (五个清): published by a district, each from a day on."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from access import audit, errors, policy
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from access.registries import clear_checks
from enterprises.models import ClearLedgerScheme
from enterprises.rules import clear as rules
from enterprises.rules import contact

SET_SCHEME = "enterprises.set_scheme"


@transaction.atomic
def set_scheme(
    *, area: Area, items: Sequence[rules.Item], since: date, origin: str, by: Principal
) -> ClearLedgerScheme:
    """Publish the lights of an area from a day on; the scheme before ends that day.

    Raises:
        Denied: ``by`` may not set schemes there.
        ValidationError: items that cannot be, no source, or a scheme that begins that very day.
    """
    policy.check(by, SET_SCHEME, Place(area.path))
    Area.objects.select_for_update(of=("self",)).get(pk=area.pk)  # two releases for one area, one after the other
    data = [rules.item_to_data(item) for item in items]
    _check(data, origin)
    rows = ClearLedgerScheme.objects.filter(area=area)
    if rows.filter(valid__startswith=since).exists():
        errors.refuse(Refusal("scheme_same_day", N_("该辖区已有一套方案从这一天起适用，请换一个日期。")), field="since")
    later = rows.filter(valid__startswith__gt=since).order_by("valid").first()
    before = rows.filter(valid__contains=since).first()
    if before is not None:
        before.valid = DateRange(before.valid.lower, since)
        before.save(update_fields=["valid"])
    valid = DateRange(since, later.valid.lower if later else None)
    new = ClearLedgerScheme.objects.create(area=area, items=data, origin=origin.strip(), valid=valid)
    audit.record(by, "enterprises.scheme_set", new, area=area.pk, since=since.isoformat(), items=len(data))
    return new


def _check(data: list[dict[str, object]], origin: str) -> None:
    errors.require(contact.check_fit(origin), field="origin")
    if not origin.strip():
        errors.refuse(Refusal("origin_missing", N_("请写明方案的依据。")), field="origin")
    try:
        rules.items_from_data(data, [check.code for check in clear_checks.items()])
    except ValueError:
        errors.refuse(Refusal("scheme_items", N_("方案应有1至8个项目，每项有名称（不超过20字）和至少一项要求。")))
