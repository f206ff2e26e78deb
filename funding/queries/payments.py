"""Lists of batches and of their payments."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from access.principals import Principal
from funding.models import Batch, Payment
from funding.querysets import GONE

VIEW = "funding.view_payment"


def batches(principal: Principal) -> QuerySet[Batch]:
    """Return the batches in sight with number and sum of their payments, the latest first."""
    standing = ~Q(payments__status__in=GONE)
    rows = Batch.objects.visible_to(principal, VIEW)
    rows = rows.annotate(
        number=Count("payments", filter=standing), amount=Sum("payments__amount_yuan", filter=standing)
    )
    return rows.order_by("-made_on", "-pk")


def payments_in(batch: Any, principal: Principal) -> QuerySet[Payment]:
    """Return the payments of a batch (or of its key) by organization."""
    rows = Payment.objects.visible_to(principal, VIEW).filter(batch=batch)
    return rows.select_related("entitlement__policy", "org").order_by("org__pinyin", "pk")
