"""A row of a file may say that something is no more; only an import of units takes units back."""

from importlib import import_module

from django.db import migrations, models

# ids of other tables stand in target_id too, since there are other importers
BEFORE = import_module("enterprises.migrations.0016_imports").TAKE_BACK.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
TAKE_BACK = BEFORE.replace(
    "batch.state = 'undoing'", "batch.state = 'undoing' AND batch.importer = 'enterprises.units'"
)


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0017_merged_units")]

    operations = [
        migrations.RemoveConstraint(model_name="importrow", name="enterprises_importrow_applied_writes"),
        migrations.AlterField(
            model_name="importrow",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("new", "新增"),
                    ("changed", "有变化"),
                    ("cancelled", "注销或不在册"),
                    ("same", "无变化"),
                    ("conflict", "冲突"),
                    ("error", "有错误"),
                ],
                max_length=10,
                verbose_name="判定",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.CheckConstraint(
                name="enterprises_importrow_applied_writes",
                condition=models.Q(applied_at__isnull=True)
                | models.Q(verdict__in=["new", "changed", "cancelled"], target_id__isnull=False),
                violation_error_message="只有新增、有变化或注销的行才会写入。",
            ),
        ),
        migrations.RunSQL(TAKE_BACK, BEFORE),
    ]
