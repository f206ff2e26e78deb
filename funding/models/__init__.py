"""Policies, assessments, entitlements, batches with their payments, budgets and the ledger."""

from funding.models.assessments import Assessment
from funding.models.entitlements import Entitlement, EntitlementStep
from funding.models.ledger import Budget, LedgerEntry, LedgerLeg
from funding.models.payments import Batch, Payment
from funding.models.policies import Policy, PolicyVersion

__all__ = [
    "Assessment",
    "Batch",
    "Budget",
    "Entitlement",
    "EntitlementStep",
    "LedgerEntry",
    "LedgerLeg",
    "Payment",
    "Policy",
    "PolicyVersion",
]
