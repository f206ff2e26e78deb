"""Django's ``migrate`` with the database roles made before and the rights on the framework's tables set after."""

from django.core.management.commands import migrate
from django.db import connections

from config import database


class Command(migrate.Command):
    """Migrate as the owning role; every test database passes here too."""

    def handle(self, *args, **options):
        connection = connections[options["database"]]
        connection.ensure_connection()
        database.ensure_roles(connection.connection)
        super().handle(*args, **options)
        connection.ensure_connection()
        database.set_framework_rights(connection.connection)
