"""Pages of a unit's liaison person (党建工作联络员): appoint or replace, end, read the number."""

from typing import Any

from django.forms import Form
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.doors import Door
from enterprises import forms, services
from enterprises.models import Unit
from enterprises.queries import dossier
from enterprises.views.acts import RevealView, UnitActView


class LiaisonView(UnitActView):
    """Appoint the liaison person, or let another one follow."""

    door = Door("enterprises.appoint_liaison")
    form_class = forms.LiaisonForm
    success_message = gettext_lazy("联络员已登记。")

    @cached_property
    def standing(self) -> dict[str, Any]:
        """Who is the liaison person today; {} for nobody."""
        return dossier.facts_of(self.unit, self.principal).on("liaison", self.today)

    @property
    def heading(self) -> str:
        """Say which of the two it is."""
        return _("更换联络员") if self.standing else _("指派联络员")

    def get_initial(self) -> dict[str, Any]:
        """Show who stands."""
        return super().get_initial() | {name: self.standing.get(name, "") for name in ("name", "post")}

    def perform(self, form: Form) -> Unit:
        """Appoint or replace."""
        data = form.cleaned_data
        act = services.replace_liaison if self.standing else services.appoint_liaison
        given = services.Liaison(data["name"], data["phone"] or None, data["post"])
        return act(unit=self.unit, liaison=given, on=data["on"], by=self.principal, version=data["version"])


class EndLiaisonView(UnitActView):
    """Say that there is no liaison person any more."""

    door = Door("enterprises.appoint_liaison")
    form_class = forms.EndLiaisonForm
    heading = gettext_lazy("终止联络员")
    success_message = gettext_lazy("联络员已终止。")

    def perform(self, form: Form) -> Unit:
        """End."""
        return services.end_liaison(unit=self.unit, by=self.principal, **form.cleaned_data)


class RevealLiaisonView(RevealView):
    """Show the liaison person's telephone number, for a stated reason."""

    heading = gettext_lazy("查看联络员电话")
    reveal = staticmethod(services.reveal_liaison_phone)
