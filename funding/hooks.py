"""What this app shows on lower pages and in the shared frame: navigation, panel of organizations, work items."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access import registries
from access.principals import Principal
from access.registries import NavItem, Panel, Waiting, WorkItem
from funding.choices import EntitlementStatus
from funding.forms import exporting
from funding.queries import entitlements
from orgs.models import PartyOrg

SECTION = _("党建经费")
S = EntitlementStatus
APPLY = "funding.apply_entitlement"


def subsidies_panel(principal: Principal, obj: PartyOrg, on: date) -> dict[str, Any]:
    """Return what the panel "补助与拨付" of an organization shows."""
    rows = entitlements.of_org(obj, principal)
    paid = sum(row.approved_yuan for row in rows if row.status == S.PAID)
    return {"rows": rows, "paid": paid, "may_apply": obj.rights[APPLY]}


def _waiting(status: S) -> Callable[[Principal], Waiting]:
    return lambda principal: entitlements.waiting(principal, status)


def _rows(status: S) -> Callable[[], str]:
    return lambda: f"{reverse('funding:list')}?status={status}"


def _work(key: str, label: Any, status: S, icon: str, order: int) -> None:
    item = WorkItem(key, label, _waiting(status), _rows(status), entitlements.WAITING[status], icon, order)
    registries.work_items.add(key, item)


registries.nav.add(
    "funding.list",
    NavItem(pgettext_lazy("plural", "补助事项"), "funding:list", "coin-yuan", SECTION, "funding.view_entitlement", 400),
)
registries.nav.add(
    "funding.batches",
    NavItem(
        pgettext_lazy("plural", "拨付批次"), "funding:batches", "building-bank", SECTION, "funding.view_payment", 410
    ),
)
registries.nav.add(
    "funding.ledger", NavItem(_("经费台账"), "funding:ledger", "book", SECTION, "funding.view_ledger", 420)
)
registries.nav.add(
    "funding.policies",
    NavItem(
        pgettext_lazy("plural", "补助政策"), "funding:policies", "file-certificate", SECTION, "funding.view_policy", 430
    ),
)
registries.panels.add(
    "orgs.org",
    "funding.subsidies",
    Panel(
        "funding.subsidies",
        _("补助与拨付"),
        "funding/panels/subsidies.html",
        subsidies_panel,
        "funding.view_entitlement",
        60,
        acts=(APPLY,),
    ),
)
_work("funding.review", _("待审核补助"), S.PROPOSED, "clipboard-check", 60)
_work("funding.approve", _("待审批补助"), S.REVIEWED, "signature", 61)
_work("funding.pay", _("待拨付补助"), S.APPROVED, "cash", 62)
for _exporter in exporting.LISTS:
    registries.exporters.add(_exporter.code, _exporter)
