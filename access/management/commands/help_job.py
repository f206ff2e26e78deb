"""Help with a job that another process has in hand: ``manage.py help_job NUMBER``; started by that process only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from access.services import helping


class Command(BaseCommand):
    help = "Do parts of a job that the parent of this process has in hand."
    requires_system_checks = []  # its parent was checked

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        helping.help_job(options["job"], timezone.now)
