"""The system of organizations on any day, below each other or below the bodies that manage them."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView

from access.doors import Door
from access.models import Body
from access.views.generic import DoorMixin, visible_or_404
from orgs.models import PartyOrg
from orgs.queries import tree

VIEW = tree.VIEW


class TreeForm(forms.Form):
    """Of which day, and in which order."""

    by = forms.ChoiceField(
        label=_("排列"), choices=[("", _("按上级党组织")), ("body", _("按归口管理机构"))], required=False
    )
    as_of = forms.DateField(label=_("截至日期"), required=False)


class _Tree(DoorMixin, ListView):
    door = Door(VIEW)

    @cached_property
    def form(self) -> TreeForm:
        """Read day and order from the address."""
        form = TreeForm(self.request.GET)
        form.is_valid()
        return form

    @property
    def on(self) -> date:
        """The day asked about."""
        return getattr(self.form, "cleaned_data", {}).get("as_of") or self.today

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say of which day it is, for what loads below."""
        past = self.on if self.on != self.today else None
        return super().get_context_data(on=self.on, past=past, form=self.form, **kwargs)


class OrgTree(_Tree):
    """The top of the system; branches load when they are opened."""

    template_name = "orgs/tree.html"
    paginate_by = 100

    @property
    def by_body(self) -> bool:
        """Whether organizations stand below the bodies that manage them."""
        return getattr(self.form, "cleaned_data", {}).get("by") == "body"

    def get_queryset(self) -> QuerySet:
        """Return the organizations whose superior is not in sight, or the bodies that manage some."""
        if self.by_body:
            return tree.bodies(self.principal, self.on)
        return tree.children(None, self.principal, self.on)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what stands at the top."""
        return super().get_context_data(by_body=self.by_body, **kwargs)


class OrgChildren(_Tree):
    """The organizations directly below one: a piece of the tree."""

    template_name = "orgs/_tree_rows.html"

    def get_queryset(self) -> QuerySet:
        """Return the children; an invisible parent answers like an absent one."""
        parent = visible_or_404(PartyOrg.objects, self.principal, VIEW, pk=self.kwargs["pk"])
        return tree.children(parent, self.principal, self.on)


class BodyOrgs(_Tree):
    """The organizations that a body manages: a piece of the tree."""

    template_name = "orgs/_tree_rows.html"

    def get_queryset(self) -> QuerySet:
        """Return what the reader sees of them."""
        return tree.managed(get_object_or_404(Body, pk=self.kwargs["pk"]), self.principal, self.on)
