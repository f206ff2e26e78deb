"""Handing out a service contact card."""

from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.doors import Door
from access.views.acts import RowActView
from enterprises.models import Unit
from orgs import services
from orgs.forms.cards import CardForm


class IssueCard(RowActView):
    """A card for the unit of the address."""

    door = Door("orgs.issue_card")
    model = Unit
    form_class = CardForm
    template_name = "orgs/act.html"
    title = _("发放服务联系卡")
    success_message = _("联系卡已登记。")

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"on": self.today}

    def back(self) -> str:
        """Return to the unit."""
        return reverse("enterprises:unit", args=[self.row.pk])

    def perform(self, form: Form) -> Any:
        """Record the card."""
        services.issue_card(unit=self.row, by=self.principal, **form.cleaned_data)
        return self.back()
