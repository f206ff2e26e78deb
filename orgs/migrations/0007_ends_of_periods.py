"""Let the database keep both ends of every period, so that the planner may use what it knows of them."""

import datetime

import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_written_once"),
        ("orgs", "0006_places_of_organizations"),
    ]

    operations = [
        migrations.AddField(
            model_name="coverage",
            name="holds_from",
            field=models.GeneratedField(
                db_persist=True, expression=models.F("valid__startswith"), output_field=models.DateField()
            ),
        ),
        migrations.AddField(
            model_name="coverage",
            name="holds_until",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    models.F("valid__endswith"), models.Value(datetime.date(9999, 12, 31))
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddField(
            model_name="demonstrationpoint",
            name="holds_from",
            field=models.GeneratedField(
                db_persist=True, expression=models.F("valid__startswith"), output_field=models.DateField()
            ),
        ),
        migrations.AddField(
            model_name="demonstrationpoint",
            name="holds_until",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    models.F("valid__endswith"), models.Value(datetime.date(9999, 12, 31))
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddField(
            model_name="graderecord",
            name="holds_from",
            field=models.GeneratedField(
                db_persist=True, expression=models.F("valid__startswith"), output_field=models.DateField()
            ),
        ),
        migrations.AddField(
            model_name="graderecord",
            name="holds_until",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    models.F("valid__endswith"), models.Value(datetime.date(9999, 12, 31))
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddField(
            model_name="orggrid",
            name="holds_from",
            field=models.GeneratedField(
                db_persist=True, expression=models.F("valid__startswith"), output_field=models.DateField()
            ),
        ),
        migrations.AddField(
            model_name="orggrid",
            name="holds_until",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    models.F("valid__endswith"), models.Value(datetime.date(9999, 12, 31))
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddField(
            model_name="orgplace",
            name="holds_from",
            field=models.GeneratedField(
                db_persist=True, expression=models.F("valid__startswith"), output_field=models.DateField()
            ),
        ),
        migrations.AddField(
            model_name="orgplace",
            name="holds_until",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    models.F("valid__endswith"), models.Value(datetime.date(9999, 12, 31))
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="holds_from",
            field=models.GeneratedField(
                db_persist=True, expression=models.F("valid__startswith"), output_field=models.DateField()
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="holds_until",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    models.F("valid__endswith"), models.Value(datetime.date(9999, 12, 31))
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddField(
            model_name="starrecord",
            name="holds_from",
            field=models.GeneratedField(
                db_persist=True, expression=models.F("valid__startswith"), output_field=models.DateField()
            ),
        ),
        migrations.AddField(
            model_name="starrecord",
            name="holds_until",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    models.F("valid__endswith"), models.Value(datetime.date(9999, 12, 31))
                ),
                output_field=models.DateField(),
            ),
        ),
    ]
