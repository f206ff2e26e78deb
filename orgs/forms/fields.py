"""Choosing units, organizations and people: looked up while typing, limited to what the principal may act on."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from access.forms import ScopedForm, ScopedModelChoiceField
from access.models import Body, Person
from access.principals import Principal
from enterprises.models import Unit
from orgs.models import Member, PartyOrg

INVALID = _("没有这个选项，或者它不在您的职责范围内。")


class _LookUp:
    """Writes only the chosen options into the page; the browser looks up the others."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        """Write the chosen options only."""
        ids = [one for one in value if str(one).isdecimal()]
        rows = self.choices.queryset.filter(pk__in=ids).order_by("pk") if ids else []
        empty = [] if self.allow_multiple_selected else [("", "")]
        self.choices = [*empty, *((row.pk, str(row)) for row in rows)]
        return super().optgroups(name, value, attrs)


class LookUp(_LookUp, forms.Select):
    """A searchable select."""


class LookUpMany(_LookUp, forms.SelectMultiple):
    """A searchable select of several."""


def _attrs(what: str, permission: str) -> dict[str, Any]:
    address = reverse_lazy("orgs:choices", args=[what])
    return {"data-search": "", "data-search-url": f"{address}?permission={permission}&q="}


class LookUpField(ScopedModelChoiceField):
    """One row of ``what`` (units, orgs, people, members) on which the principal holds the permission."""

    models = {"units": Unit, "orgs": PartyOrg, "people": Person, "members": Member}

    def __init__(self, what: str, *, permission: str, **kwargs: Any) -> None:
        self.what = what
        super().__init__(permission=permission, queryset=self.models[what].objects.all(), widget=LookUp, **kwargs)

    def scope(self, principal: Principal) -> None:
        """Limit the choices, and say where the browser finds them."""
        super().scope(principal)
        self.widget.attrs.update(_attrs(self.what, self.permission))


class UnitsField(forms.ModelMultipleChoiceField):
    """Several units on which the principal holds the permission."""

    def __init__(self, *, permission: str, **kwargs: Any) -> None:
        self.permission = permission
        messages = {"invalid_choice": INVALID, "invalid_pk_value": INVALID}
        super().__init__(queryset=Unit.objects.all(), widget=LookUpMany, error_messages=messages, **kwargs)

    def scope(self, principal: Principal) -> None:
        """Limit the choices."""
        self.queryset = Unit.objects.visible_to(principal, self.permission)
        self.widget.attrs.update(_attrs("units", self.permission))


class ApproverField(forms.ModelChoiceField):
    """The body that approves: at first the one through which the principal acts."""

    def __init__(self, **kwargs: Any) -> None:
        rows = Body.objects.filter(closed_on__isnull=True)
        super().__init__(queryset=rows, widget=forms.Select(attrs={"data-search": ""}), **kwargs)

    def scope(self, principal: Principal) -> None:
        """Propose the principal's own body."""
        self.initial = next((held.body_id for held in principal.held), None)


class OrgForm(ScopedForm):
    """A form about organizations."""
