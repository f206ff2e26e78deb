"""How policies, entitlements, batches and payments are shown, and what acts on them take."""

from rest_framework import serializers

from access.api.serializers import PeriodField, ScopedRelatedField, StrictModelSerializer, StrictSerializer
from access.models import Area
from funding.forms.acts import FIRST_YEAR, LAST_YEAR
from funding.models import Batch, Entitlement, Payment, Policy, PolicyVersion
from orgs.models import PartyOrg


class VersionSerializer(StrictModelSerializer):
    """A released version of a policy; ``spec`` is what the rules read."""

    valid = PeriodField()
    spec = serializers.DictField(read_only=True)

    class Meta:
        model = PolicyVersion
        fields = ("id", "policy", "number", "valid", "clause", "spec", "released_at")


class EntitlementSerializer(StrictModelSerializer):
    """An entitlement with its derivation: rule, clause, facts, arithmetic."""

    derivation = serializers.DictField(read_only=True)
    refusal = serializers.DictField(read_only=True)

    class Meta:
        model = Entitlement
        fields = (
            "id", "org", "policy", "policy_version", "shape", "fund", "year", "period", "amount_yuan", "approved_yuan",
            "status", "derivation", "refusal", "proposed_on", "reviewed_on", "approved_on", "paid_on", "version",
        )  # fmt: skip


class BatchSerializer(StrictModelSerializer):
    """A batch of payments."""

    class Meta:
        model = Batch
        fields = ("id", "area", "name", "status", "made_on", "confirmed_on", "sent_on", "settled_on", "version")


class PaymentSerializer(StrictModelSerializer):
    """A payment of one entitlement."""

    class Meta:
        model = Payment
        fields = (
            "id", "batch", "entitlement", "org", "payee", "amount_yuan", "status", "paid_on", "voucher_no", "note",
            "version",
        )  # fmt: skip


class ProposeInput(StrictSerializer):
    """What proposing takes; an amount only where the policy is silent, with a reason."""

    org = ScopedRelatedField(model=PartyOrg, permission="funding.apply_entitlement")
    policy = ScopedRelatedField(model=Policy, permission="funding.view_policy")
    year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    decided_yuan = serializers.DecimalField(max_digits=14, decimal_places=2, required=False)
    reason = serializers.CharField(max_length=200, required=False)


class NothingInput(StrictSerializer):
    """An act that needs no words."""


class ReasonInput(StrictSerializer):
    """An act that needs a reason."""

    reason = serializers.CharField(max_length=300)


class BatchInput(StrictSerializer):
    """What a batch takes."""

    area = ScopedRelatedField(model=Area, permission="access.view_area")
    name = serializers.CharField(max_length=80)
    items = serializers.ListField(
        child=ScopedRelatedField(model=Entitlement, permission="funding.pay_payment"), min_length=1, max_length=1000
    )


class PayInput(StrictSerializer):
    """What recording an arrival takes."""

    voucher_no = serializers.CharField(max_length=40, required=False)
