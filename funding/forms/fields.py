"""Fields that several forms use."""

from typing import Any

from django import forms

from access.forms import ScopedModelChoiceField
from access.principals import Principal
from funding.models import Entitlement, Policy
from funding.queries import entitlements


class PolicyField(ScopedModelChoiceField):
    """A policy that concerns the principal."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(permission="funding.view_policy", queryset=Policy.objects.order_by("code"), **kwargs)

    def scope(self, principal: Principal) -> None:
        """Limit the choices to the policies of the principal's areas and of those above."""
        self.queryset = Policy.objects.filter(pk__in=entitlements.policies_for(principal)).order_by("code")


class ItemsField(forms.ModelMultipleChoiceField):
    """Entitlements in one state on which the principal holds the permission."""

    def __init__(self, *, permission: str, status: str, **kwargs: Any) -> None:
        self.permission, self.status = permission, status
        super().__init__(queryset=Entitlement.objects.none(), **kwargs)

    def limit(self, principal: Principal) -> None:
        """Limit the choices to what is visible under the permission."""
        rows = Entitlement.objects.visible_to(principal, self.permission).in_status(self.status)
        self.queryset = rows.select_related("org", "policy").order_by("org__pinyin", "pk")
