"""Who said which part of a unit's identity when; pairs of entries that are two units; answers go with a unit that is taken back."""

import datetime
from importlib import import_module

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from access.rls import AppendOnly, FactTable, ScopeTable

UNIT, REACH = ("enterprises_unit", "unit_id"), {"enterprises.unit": "unit_id"}
BEFORE = import_module("enterprises.migrations.0018_cancelled_rows").TAKE_BACK
TAKE_BACK = BEFORE.replace(
    "  DELETE FROM enterprises_unit WHERE id = made;",
    "  DELETE FROM enterprises_answerfact WHERE unit_id = made;\n  DELETE FROM enterprises_unit WHERE id = made;",
).replace(
    "    UNION ALL SELECT recorded_at FROM enterprises_basefact WHERE unit_id = made)",
    "    UNION ALL SELECT recorded_at FROM enterprises_answerfact WHERE unit_id = made\n"
    "    UNION ALL SELECT recorded_at FROM enterprises_basefact WHERE unit_id = made)",
)
ONE_SAYING = """
ALTER TABLE enterprises_identityfact ADD CONSTRAINT enterprises_identityfact_no_overlap
  EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&,
                      int4range(hashtext(part), hashtext(part), '[]') WITH &&, valid WITH &&) WHERE (superseded_at IS NULL);
CREATE INDEX enterprises_identityfact_live ON enterprises_identityfact (unit_id) WHERE superseded_at IS NULL;
"""
SAID_UNDO = """
DROP INDEX enterprises_identityfact_live;
ALTER TABLE enterprises_identityfact DROP CONSTRAINT enterprises_identityfact_no_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0022_import_defaults"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                (
                    "holds_from",
                    models.GeneratedField(
                        db_persist=True, expression=models.F("valid__startswith"), output_field=models.DateField()
                    ),
                ),
                (
                    "holds_until",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            models.F("valid__endswith"), models.Value(datetime.date(9999, 12, 31))
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="记录时间"
                    ),
                ),
                ("superseded_at", models.DateTimeField(editable=False, null=True, verbose_name="被取代时间")),
                ("source", models.CharField(default="desk", max_length=20, verbose_name="来源")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("address", "地址"),
                            ("contact_name", "联系人"),
                            ("contact_phone", "联系电话"),
                            ("business", "主营业务"),
                        ],
                        max_length=20,
                        verbose_name="资料项",
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=200, verbose_name="内容")),
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
                        related_name="identity_facts",
                        to="enterprises.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "身份资料来源",
                "verbose_name_plural": "身份资料来源",
                "ordering": ("unit", "part", "valid", "pk"),
            },
        ),
        migrations.CreateModel(
            name="NotDuplicate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                (
                    "likeness",
                    models.CharField(db_collation="C", editable=False, max_length=64, verbose_name="比对内容摘要"),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("dismissed_on", models.DateField(verbose_name="排除日期")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "dismissed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="排除账号",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.unit",
                        verbose_name="另一家单位",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="not_duplicates",
                        to="enterprises.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "排除重复",
                "verbose_name_plural": "排除重复",
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "other", "likeness"),
                        name="enterprises_notduplicate_once",
                        violation_error_message="这两家单位已经排除过，请刷新。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("reason", ""), _negated=True), ("unit__lt", models.F("other"))),
                        name="enterprises_notduplicate_whole",
                        violation_error_message="排除重复须说明理由，并指两家不同的单位。",
                    ),
                ],
            },
        ),
        ScopeTable("enterprises_identityfact", parent=UNIT, reach=REACH),
        FactTable("enterprises_identityfact"),
        migrations.RunSQL(ONE_SAYING, SAID_UNDO),
        ScopeTable("enterprises_notduplicate", parent=UNIT, reach=REACH),
        AppendOnly("enterprises_notduplicate"),
        migrations.RunSQL(TAKE_BACK, BEFORE),
    ]
