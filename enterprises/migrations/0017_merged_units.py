"""Units that were merged into another one: said once, for ever."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE FUNCTION enterprises_unit_guard_merge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a unit is merged once'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_unit_merged_once';
END $$;
CREATE TRIGGER enterprises_unit_merged_once BEFORE UPDATE OF merged_into_id, merged_on ON enterprises_unit FOR EACH ROW
  WHEN (OLD.merged_into_id IS NOT NULL
        AND (NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id OR NEW.merged_on IS DISTINCT FROM OLD.merged_on))
  EXECUTE FUNCTION enterprises_unit_guard_merge();
"""
UNDO = """
DROP TRIGGER enterprises_unit_merged_once ON enterprises_unit;
DROP FUNCTION enterprises_unit_guard_merge();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_jobs"),
        ("enterprises", "0016_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="aliases",
                to="enterprises.unit",
                verbose_name="并入的单位",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="merged_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="合并日期"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", True), ("merged_on__isnull", True)),
                    models.Q(
                        ("merged_into__isnull", False),
                        ("merged_on__isnull", False),
                        models.Q(("merged_into", models.F("id")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="enterprises_unit_merged_whole",
                violation_error_message="并入的单位和合并日期须同时填写，且不能并入自己。",
            ),
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
