"""Rows of a batch are found by its place alone: an index of the batch only makes each step read what earlier steps wrote."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0027_visit_confirms")]

    operations = [
        migrations.AlterField(
            model_name="importrow",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="enterprises.importbatch",
                verbose_name="导入批次",
            ),
        ),
    ]
