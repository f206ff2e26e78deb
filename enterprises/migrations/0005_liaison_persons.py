"""Liaison persons of units: dated facts behind the same net as the others."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from access.rls import FactTable, ScopeTable


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_order_by_id"),
        ("enterprises", "0004_search_by_statement"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LiaisonFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="记录时间"
                    ),
                ),
                ("superseded_at", models.DateTimeField(editable=False, null=True, verbose_name="被取代时间")),
                ("source", models.CharField(default="desk", max_length=20, verbose_name="来源")),
                ("name", models.CharField(max_length=60, verbose_name="联络员")),
                ("phone_cipher", models.TextField(blank=True, editable=False)),
                (
                    "phone_tail",
                    models.CharField(blank=True, editable=False, max_length=4, verbose_name="联络员电话尾号"),
                ),
                ("post", models.CharField(blank=True, max_length=80, verbose_name="所在单位及职务")),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.body",
                        verbose_name="指派机构",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="liaison_facts",
                        to="enterprises.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "联络员",
                "verbose_name_plural": "联络员",
                "ordering": ("unit", "valid", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="enterprises_liaisonfact_named",
                        violation_error_message="联络员姓名必须填写。",
                    )
                ],
            },
        ),
        ScopeTable(
            "enterprises_liaisonfact", parent=("enterprises_unit", "unit_id"), reach={"enterprises.unit": "unit_id"}
        ),
        FactTable("enterprises_liaisonfact", key=("unit_id",)),
    ]
