"""Handing out a service contact card, and printing it with a QR code."""

from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.doors import Door
from access.views.acts import RowActView
from enterprises.models import Unit
from orgs import services
from orgs.forms.cards import CardForm, PrintForm
from orgs.models import ContactCard, PartyOrg
from orgs.queries.codes import contact_code


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


class PrintCard(RowActView):
    """A card as it is printed; its telephone number is shown, in words and in the code, when a reason is given."""

    door = Door("orgs.issue_card")
    model = ContactCard
    form_class = PrintForm
    template_name = "orgs/card_print.html"
    title = _("打印服务联系卡")
    submit = _("显示电话并打印")

    def back(self) -> str:
        """Return to the unit."""
        return reverse("enterprises:unit", args=[self.row.unit_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Draw the code."""
        phone = kwargs.pop("phone", "")
        org = self._org()
        code = contact_code(name=self.row.contact_name, phone=phone, org=org, number=self.row.number)
        return super().get_context_data(card=self.row, org=org, phone=phone, code=code, **kwargs)

    def _org(self) -> str:
        """Return the name of the organization, "" where it is not in the reader's sight: an instructor may see its unit alone."""
        rows = PartyOrg.objects.visible_to(self.principal, "orgs.view_org").filter(pk=self.row.org_id)
        return rows.values_list("name", flat=True).first() or ""

    def perform(self, form: Form) -> str:
        """Read the number in clear."""
        return services.card_phone(card=self.row, reason=form.cleaned_data["reason"], by=self.principal)

    def done(self, result: Any = None) -> HttpResponse:
        """Show the card with its number; it stands in no address."""
        return self.render_to_response(self.get_context_data(form=PrintForm(), phone=result))
