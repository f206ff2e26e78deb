"""The home page: my work today (今日工作), overdue first."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import TemplateView

from access import policy
from access.choices import Role
from access.doors import Door
from access.registries import WorkItem
from access.views.generic import DoorMixin
from reports.queries import coverage, work

SHORTCUTS = (  # permission, address, icon, words; the first six that a person may use are shown
    ("enterprises.register_unit", "enterprises:register", "plus", _("登记单位")),
    ("enterprises.visit_unit", "instructors:visits", "route", _("我的走访")),
    ("orgs.form_org", "orgs:form", "git-merge", _("组建党组织")),
    ("instructors.apply_instructor", "instructors:apply", "user-plus", _("推荐指导员")),
    ("funding.view_payment", "funding:batches", "building-bank", pgettext_lazy("plural", "拨付批次")),
    ("funding.view_ledger", "funding:ledger", "book", _("经费台账")),
    ("enterprises.view_unit", "enterprises:list", "list-search", _("查找单位")),
    ("orgs.view_org", "orgs:tree", "sitemap", _("组织体系")),
    ("reports.view_figure", "reports:coverage", "chart-bar", _("覆盖率")),
    ("access.view_user", "admin:access_user_changelist", "users", pgettext_lazy("plural", "账号")),
    ("access.view_assignment", "admin:access_assignment_changelist", "key", pgettext_lazy("plural", "授权")),
    ("access.view_auditevent", "admin:access_auditevent_changelist", "history", _("审计")),
)
MOST_SHORTCUTS = 6
OF_OTHERS = {
    "instructors.apply_instructor"
}  # held by place only: those who reach their own file do not recommend others


class HomeView(DoorMixin, TemplateView):
    """What waits for this person, from every app's registry; counted now, never stored."""

    door = Door.signed_in("everybody has a home page; it lists only what the person may do")
    template_name = "reports/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the waiting work, the person's duties and the area's coverage at a glance."""
        items = work.items_of(self.principal)
        numbers = work.numbers(items, self.principal)
        rows = [self._row(item, *numbers[item.key]) for item in items]
        waiting = sorted((row for row in rows if row["total"]), key=lambda row: (-row["overdue"], row["order"]))
        return super().get_context_data(
            waiting=waiting,
            clear=[row for row in rows if not row["total"]],
            today=self.today,
            glance=coverage.glance(self.principal, on=self.today),
            duties=[(Role(held.role).label, held.body) for held in self.principal.held],
            shortcuts=self._shortcuts(),
            **kwargs,
        )

    def _shortcuts(self) -> list[dict[str, Any]]:
        allowed = [row for row in SHORTCUTS if self._may(row[0])][:MOST_SHORTCUTS]
        return [{"url": reverse(name), "icon": icon, "label": label} for _perm, name, icon, label in allowed]

    def _may(self, permission: str) -> bool:
        if permission in OF_OTHERS:
            return policy.can_by_place(self.principal, permission)
        return policy.can(self.principal, permission)

    def _row(self, item: WorkItem, total: int, overdue: int) -> dict[str, Any]:
        return {
            "label": item.label,
            "icon": item.icon,
            "total": total,
            "more": item.most is not None and total >= item.most,
            "overdue": overdue,
            "all_overdue": overdue == total,
            "url": item.url() if callable(item.url) else item.url,
            "order": item.order,
        }
