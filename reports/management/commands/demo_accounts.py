"""Print the demo accounts, one per role."""

from typing import Any

from django.core.management.base import BaseCommand

from access.choices import Role
from access.models import Assignment
from reports.demo.places import PASSWORD


class Command(BaseCommand):
    """List the accounts of the demo that exist in this database."""

    help = "Print the demo accounts"

    def handle(self, *args: Any, **options: Any) -> None:
        rows = (
            Assignment.objects.filter(user__username__startswith="keqi.")
            .at_the_door()
            .select_related("user", "body")
            .order_by("pk")
        )
        order = list(Role.values)
        for row in sorted(rows, key=lambda found: (order.index(found.role), found.pk)):
            if row.role != Role.API_CLIENT:
                self.stdout.write(f"  {row.user.username:<18} {PASSWORD}  {row.get_role_display()} · {row.body.name}")
        self.stdout.write("  (tiexi.*, dadong.*, qianwei.* likewise)")
