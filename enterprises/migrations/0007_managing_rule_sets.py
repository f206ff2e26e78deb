"""Rules of managing bodies as dated data of each area."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

PERIODS = """
ALTER TABLE enterprises_managingruleset ADD CONSTRAINT enterprises_managingruleset_no_overlap
  EXCLUDE USING gist (int8range(area_id, area_id, '[]') WITH &&, valid WITH &&);
ALTER TABLE enterprises_managingruleset ADD CONSTRAINT enterprises_managingruleset_valid_not_empty
  CHECK (NOT isempty(valid) AND lower(valid) IS NOT NULL);
"""
UNDO = """
ALTER TABLE enterprises_managingruleset DROP CONSTRAINT enterprises_managingruleset_valid_not_empty;
ALTER TABLE enterprises_managingruleset DROP CONSTRAINT enterprises_managingruleset_no_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_order_by_id"),
        ("enterprises", "0006_handovers"),
    ]

    operations = [
        migrations.CreateModel(
            name="ManagingRuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rules",
                    models.JSONField(
                        default=list,
                        help_text='按先后次序，例如 [{"key": "social", "body": "civil_affairs", "kinds": ["social"]}]',
                        verbose_name="规则",
                    ),
                ),
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
                "verbose_name": "归口规则",
                "verbose_name_plural": "归口规则",
                "ordering": ("area", "valid"),
            },
        ),
        migrations.RunSQL(PERIODS, UNDO),
    ]
