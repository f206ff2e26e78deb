"""The home page: my work today (今日工作), overdue first."""

from typing import Any

from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.registries import WorkItem, work_items
from access.views.generic import DoorMixin
from reports.queries import coverage


class HomeView(DoorMixin, TemplateView):
    """What waits for this person, from every app's registry; counted now, never stored."""

    door = Door.signed_in("everybody has a home page; it lists only what the person may do")
    template_name = "reports/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the waiting work, the person's duties and the area's coverage at a glance."""
        rows = [self._row(item) for item in work_items.items() if policy.can(self.principal, item.perm)]
        waiting = sorted((row for row in rows if row["total"]), key=lambda row: (-row["overdue"], row["order"]))
        return super().get_context_data(
            waiting=waiting,
            clear=[row for row in rows if not row["total"]],
            today=self.today,
            glance=coverage.glance(self.principal, on=self.today),
            held=self.principal.held,
            **kwargs,
        )

    def _row(self, item: WorkItem) -> dict[str, Any]:
        total, overdue = item.count(self.principal)
        url = item.url() if callable(item.url) else item.url
        return {
            "label": item.label,
            "icon": item.icon,
            "total": total,
            "overdue": overdue,
            "url": url,
            "order": item.order,
        }
