"""Let the guards of dated and append-only tables leave out the columns that the database computes."""

from django.db import migrations

from access.rls import WRITTEN_ONCE


class Migration(migrations.Migration):
    dependencies = [("access", "0006_asked_by_every_request")]

    operations = [migrations.RunSQL(WRITTEN_ONCE, reverse_sql=migrations.RunSQL.noop)]
