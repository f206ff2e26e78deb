"""The back-check of a round; how often a closed door is tried again; questions shown in the list."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from access.rls import AppendOnly, ScopeTable


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_written_once"),
        ("enterprises", "0010_phones"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BackCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                ("checked_on", models.DateField(verbose_name="抽查日期")),
                ("first", models.JSONField(default=dict, verbose_name="走访所得")),
                ("found", models.JSONField(default=dict, verbose_name="抽查所得")),
                ("differences", models.JSONField(blank=True, default=list, verbose_name="差异")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="登记时间"
                    ),
                ),
            ],
            options={
                "verbose_name": "回头抽查",
                "verbose_name_plural": "回头抽查",
                "ordering": ("-checked_on", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="question",
            name="in_list",
            field=models.BooleanField(default=False, verbose_name="在企业台账中列出"),
        ),
        migrations.AddField(
            model_name="surveyround",
            name="most_attempts",
            field=models.PositiveSmallIntegerField(default=3, verbose_name="最多上门次数"),
        ),
        migrations.AddField(
            model_name="surveyround",
            name="revisit_days",
            field=models.PositiveSmallIntegerField(default=7, verbose_name="回访间隔（天）"),
        ),
        migrations.AddConstraint(
            model_name="surveyround",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_attempts__range", (1, 9)), ("revisit_days__range", (1, 90))),
                name="enterprises_surveyround_revisits_possible",
                violation_error_message="回访间隔应为1至90天，最多上门次数应为1至9次。",
            ),
        ),
        migrations.AddField(
            model_name="backcheck",
            name="checker",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="抽查人",
            ),
        ),
        migrations.AddField(
            model_name="backcheck",
            name="task",
            field=models.OneToOneField(
                error_messages={"unique": "该单位已经抽查登记。"},
                on_delete=django.db.models.deletion.PROTECT,
                related_name="back_check",
                to="enterprises.roundtask",
                verbose_name="走访任务",
            ),
        ),
        migrations.AddField(
            model_name="backcheck",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="back_checks",
                to="enterprises.unit",
                verbose_name="单位",
            ),
        ),
        ScopeTable(
            "enterprises_backcheck", parent=("enterprises_unit", "unit_id"), reach={"enterprises.unit": "unit_id"}
        ),
        AppendOnly("enterprises_backcheck"),
    ]
