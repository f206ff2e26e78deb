"""Addresses of the endpoints of subsidies."""

from funding.api.viewsets import BatchViewSet, EntitlementViewSet, PaymentViewSet, PolicyViewSet

routes = [
    ("policies", PolicyViewSet, "policy"),
    ("entitlements", EntitlementViewSet, "entitlement"),
    ("batches", BatchViewSet, "batch"),
    ("payments", PaymentViewSet, "payment"),
]
