"""Background work of the register that runs by itself."""

from celery import shared_task
from django.utils import timezone

from access.doors import Door, entrance
from enterprises.services.sheets import batches


@entrance(Door.signed_in("runs by itself once a day"))
@shared_task(name="enterprises.drop_old_uploads")
def drop_old_uploads() -> int:
    """Remove uploaded tables that are a month old."""
    return batches.drop_old_uploads(timezone.now())
