"""The list of units."""

from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from access import policy
from access.doors import Door
from access.views.generic import DoorMixin
from enterprises.forms import UnitFilterForm
from enterprises.queries import listing
from enterprises.views import presenting


class UnitListView(DoorMixin, TemplateView):
    """Units that one may see, filtered by what stands in the address."""

    door = Door("enterprises.view_unit")
    template_name = "enterprises/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read one page."""
        form = UnitFilterForm(self.request.GET or None, principal=self.principal)
        form.is_valid()
        wanted = form.wanted(self.today)
        rows = form.narrowed(listing.select(wanted, self.principal), wanted.on)
        extra = form.columns
        page = listing.page(rows, wanted, self.principal, cursor=self.request.GET.get("cursor", ""), columns=extra)
        if page.is_lost:
            messages.warning(self.request, _("翻页位置已失效，已回到第一页。"))
        return super().get_context_data(
            form=form,
            page=page,
            rows=[presenting.list_row(unit, extra) for unit in page.object_list],
            wanted=wanted,
            columns=extra,
            may_register=policy.can(self.principal, "enterprises.register_unit"),
            may_import=policy.can(self.principal, "enterprises.import_sheet"),
            may_visit=policy.can(self.principal, "enterprises.visit_unit"),
            **kwargs,
        )
