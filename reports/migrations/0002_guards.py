"""One version of an indicator in force at a time."""

from django.db import migrations

NO_OVERLAP = """
ALTER TABLE reports_indicatordefinition ADD CONSTRAINT reports_indicatordefinition_no_overlap
  EXCLUDE USING gist (int4range(hashtext(code), hashtext(code), '[]') WITH &&, valid WITH &&);
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        migrations.RunSQL(
            NO_OVERLAP, "ALTER TABLE reports_indicatordefinition DROP CONSTRAINT reports_indicatordefinition_no_overlap"
        ),
    ]
