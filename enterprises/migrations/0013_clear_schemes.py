"""Schemes of the clear ledger (五个清), dated per area."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

GUARD = """
ALTER TABLE enterprises_clearledgerscheme ADD CONSTRAINT enterprises_clearledgerscheme_no_overlap
  EXCLUDE USING gist (int8range(area_id, area_id, '[]') WITH &&, valid WITH &&);
ALTER TABLE enterprises_clearledgerscheme ADD CONSTRAINT enterprises_clearledgerscheme_valid_not_empty
  CHECK (NOT isempty(valid) AND lower(valid) IS NOT NULL);
"""
UNDO = """
ALTER TABLE enterprises_clearledgerscheme DROP CONSTRAINT enterprises_clearledgerscheme_valid_not_empty;
ALTER TABLE enterprises_clearledgerscheme DROP CONSTRAINT enterprises_clearledgerscheme_no_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_jobs"),
        ("enterprises", "0012_difficulties"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClearLedgerScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("items", models.JSONField(default=list, verbose_name="项目")),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="适用期")),
                ("origin", models.CharField(max_length=120, verbose_name="依据")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.area",
                        verbose_name="适用辖区",
                    ),
                ),
            ],
            options={
                "verbose_name": "五个清方案",
                "verbose_name_plural": "五个清方案",
                "ordering": ("area", "valid"),
            },
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
