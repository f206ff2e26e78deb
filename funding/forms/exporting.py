"""The lists of funding as they are exported: entitlements, batches, the payments of one, the entries of the ledger."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.principals import Principal
from enterprises.forms.listed import Listed, Shown, exporter, first
from enterprises.services.sheets.exports import Asked
from funding.forms.acts import EntitlementFilterForm
from funding.queries import entitlements, ledger, payments


def _latest(row: Any) -> Any:
    return row.paid_on or row.approved_on or row.reviewed_on or row.proposed_on


ENTITLEMENTS = Listed(
    EntitlementFilterForm,
    lambda form, asked, by: entitlements.select(form.wanted(), by),
    lambda asked: (
        Shown(_("党组织"), "org.name"), Shown(_("补助方式"), "get_shape_display"), Shown(_("政策"), lambda row: str(row.policy)),
        Shown(_("年度"), "year", "whole"), Shown(_("金额（元）"), "amount_yuan", "decimal"),
        Shown(_("状态"), "get_status_display", "choice"), Shown(_("最近日期"), _latest, "day"),
    ),
)  # fmt: skip
BATCHES = Listed(
    None,
    lambda form, asked, by: payments.batches(by),
    lambda asked: (
        Shown(_("批次"), "name"), Shown(_("笔数"), "number", "whole"), Shown(_("金额（元）"), lambda row: row.amount or 0, "decimal"),
        Shown(_("状态"), "get_status_display", "choice"), Shown(_("编制日期"), "made_on", "day"),
        Shown(_("办结日期"), "settled_on", "day"),
    ),
)  # fmt: skip


def _batch(asked: Asked) -> int:
    wanted = first(asked, "batch")
    return int(wanted) if wanted.isdecimal() and wanted.isascii() else 0


PAYMENTS = Listed(
    None,
    lambda form, asked, by: payments.payments_in(_batch(asked), by),
    lambda asked: (
        Shown(_("党组织"), "org.name"), Shown(_("补助"), lambda row: str(row.entitlement)), Shown(_("收款单位"), "payee"),
        Shown(_("金额（元）"), "amount_yuan", "decimal"), Shown(_("状态"), "get_status_display", "choice"),
        Shown(_("到账日期"), "paid_on", "day"), Shown(_("凭证号"), "voucher_no", "code"), Shown(_("说明"), "note"),
    ),
)  # fmt: skip


def _legs(row: Any) -> str:
    return "；".join(f"{leg.side.label} {leg.get_account_display()} {leg.shown_yuan}" for leg in row.sides)


def _with_legs(rows: list[Any], _asked: Asked, by: Principal) -> list[Any]:
    return ledger.with_legs(rows, by)


def _entry_columns(_asked: Asked) -> Sequence[Shown]:
    return (
        Shown(_("凭证"), "pk", "whole"), Shown(_("日期"), "on", "day"), Shown(_("类别"), "get_kind_display", "choice"),
        Shown(_("摘要"), "memo"), Shown(_("分录（元）"), _legs), Shown(_("冲正的凭证"), "reverses_id", "whole"),
    )  # fmt: skip


ENTRIES = Listed(None, lambda form, asked, by: ledger.entries(None, by), _entry_columns, _with_legs)
LISTS = (
    exporter(
        "funding.entitlements", pgettext_lazy("plural", "补助事项"), entitlements.VIEW, "funding:list", ENTITLEMENTS
    ),
    exporter("funding.batches", pgettext_lazy("plural", "拨付批次"), payments.VIEW, "funding:batches", BATCHES),
    exporter("funding.payments", _("拨付明细"), payments.VIEW, "funding:batches", PAYMENTS),
    exporter("funding.ledger", pgettext_lazy("plural", "凭证"), ledger.VIEW, "funding:ledger", ENTRIES),
)
