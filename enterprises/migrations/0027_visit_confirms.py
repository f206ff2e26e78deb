"""What a visit found as it is known: named by the visit, no new fact."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0026_owner_posts"),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="confirmed",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                db_default=[],
                default=list,
                editable=False,
                size=None,
                verbose_name="核实无变化的项目",
            ),
        ),
    ]
