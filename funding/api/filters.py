"""Declared filters of subsidies."""

import django_filters

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from funding.choices import BatchStatus, EntitlementStatus, PaymentStatus, PolicyShape
from funding.models import Batch, Entitlement, Payment, Policy, PolicyVersion
from orgs.models import PartyOrg


class VersionFilters(StrictFilterSet):
    """Filters of versions of policies."""

    policy = ScopedChoiceFilter(model=Policy, permission="funding.view_policy")

    class Meta:
        model = PolicyVersion
        fields = ("policy",)


class EntitlementFilters(StrictFilterSet):
    """Filters of entitlements."""

    org = ScopedChoiceFilter(model=PartyOrg, permission="orgs.view_org")
    policy = ScopedChoiceFilter(model=Policy, permission="funding.view_policy")
    shape = django_filters.ChoiceFilter(choices=PolicyShape.choices)
    status = django_filters.ChoiceFilter(choices=EntitlementStatus.choices)
    year = django_filters.NumberFilter(min_value=1900, max_value=2999)

    class Meta:
        model = Entitlement
        fields = ("org", "policy", "shape", "status", "year")


class BatchFilters(StrictFilterSet):
    """Filters of batches."""

    status = django_filters.ChoiceFilter(choices=BatchStatus.choices)

    class Meta:
        model = Batch
        fields = ("status",)


class PaymentFilters(StrictFilterSet):
    """Filters of payments."""

    org = ScopedChoiceFilter(model=PartyOrg, permission="orgs.view_org")
    batch = ScopedChoiceFilter(model=Batch, permission="funding.view_payment")
    status = django_filters.ChoiceFilter(choices=PaymentStatus.choices)

    class Meta:
        model = Payment
        fields = ("org", "batch", "status")
