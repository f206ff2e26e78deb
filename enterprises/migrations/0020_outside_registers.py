"""Outside registers: their entries, and the differences that somebody looks into and settles once."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from access.rls import ScopeTable

# What was settled stays; only its place follows the entry's.
KEPT = """
CREATE FUNCTION enterprises_registertask_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE places CONSTANT text[] := ARRAY['area_path', 'line_code'];
BEGIN
  IF OLD.state NOT IN ('open', 'replaced') AND (TG_OP = 'DELETE' OR to_jsonb(NEW) - places <> to_jsonb(OLD) - places) THEN
    RAISE EXCEPTION 'a settled difference stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_registertask_kept';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER enterprises_registertask_kept BEFORE UPDATE OR DELETE ON enterprises_registertask
  FOR EACH ROW EXECUTE FUNCTION enterprises_registertask_guard();
"""
UNDO = "DROP TRIGGER enterprises_registertask_kept ON enterprises_registertask; DROP FUNCTION enterprises_registertask_guard();"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_jobs"),
        ("enterprises", "0019_visit_photos"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                (
                    "register",
                    models.CharField(
                        choices=[
                            ("market", "市场监管登记名册"),
                            ("tax", "税务登记名册"),
                            ("security", "社保参保名册"),
                            ("civil", "民政登记名册"),
                            ("projects", "新批项目名册"),
                        ],
                        max_length=10,
                        verbose_name="名册",
                    ),
                ),
                ("key", models.CharField(editable=False, max_length=160)),
                ("name", models.CharField(max_length=160, verbose_name="名称")),
                ("uscc", models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码")),
                ("contents", models.JSONField(default=dict, verbose_name="名册内容")),
                ("is_listed", models.BooleanField(default=True, verbose_name="在册")),
                ("listed_on", models.DateField(verbose_name="名册日期")),
                ("batch_id", models.BigIntegerField(editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.area",
                        verbose_name="所在辖区",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.area",
                        verbose_name="区县",
                    ),
                ),
            ],
            options={
                "verbose_name": "名册记录",
                "verbose_name_plural": "名册记录",
                "ordering": ("register", "key"),
            },
        ),
        migrations.CreateModel(
            name="RegisterTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("new", "台账中没有"), ("changed", "与台账不同"), ("cancelled", "已注销或不在册")],
                        max_length=10,
                        verbose_name="比对结果",
                    ),
                ),
                ("changes", models.JSONField(default=list, verbose_name="不同之处")),
                ("batch_id", models.BigIntegerField(editable=False)),
                ("opened_on", models.DateField(verbose_name="名册日期")),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="比对时间"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待核实"),
                            ("visited", "已走访核实"),
                            ("registered", "已登记"),
                            ("not_ours", "不属登记范围"),
                            ("confirmed", "注销属实"),
                            ("replaced", "已被后来的名册取代"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="核实情况",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="enterprises.registerrow",
                        verbose_name="名册记录",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办结账号",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="register_tasks",
                        to="enterprises.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "比对任务",
                "verbose_name_plural": "比对任务",
                "ordering": ("-opened_on", "-pk"),
            },
        ),
        migrations.AddIndex(
            model_name="registerrow",
            index=models.Index(fields=["register", "area_path"], name="enterprises_registerrow_place"),
        ),
        migrations.AddConstraint(
            model_name="registerrow",
            constraint=models.UniqueConstraint(
                fields=("register", "district", "key"),
                name="enterprises_registerrow_once",
                violation_error_message="该记录已在本区同一名册中，由其他街道核实。",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerrow",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("key", ""), _negated=True)),
                name="enterprises_registerrow_named",
                violation_error_message="名册记录须有名称。",
            ),
        ),
        migrations.AddIndex(
            model_name="registertask",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["area_path", "id"], name="enterprises_registertask_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="registertask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("row",),
                name="enterprises_registertask_one_open",
                violation_error_message="该记录已有一项待核实的任务。",
            ),
        ),
        migrations.AddConstraint(
            model_name="registertask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_on__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("settled_on__isnull", False)),
                    _connector="OR",
                ),
                name="enterprises_registertask_settled_whole",
                violation_error_message="办结的任务须有办结日期，待核实的不填。",
            ),
        ),
        migrations.AddConstraint(
            model_name="registertask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "not_ours"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="enterprises_registertask_reasoned",
                violation_error_message="请说明不登记或不处理的原因。",
            ),
        ),
        migrations.AddConstraint(
            model_name="registertask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "registered"), _negated=True), ("unit__isnull", False), _connector="OR"
                ),
                name="enterprises_registertask_registered_unit",
                violation_error_message="登记后才能办结为“已登记”。",
            ),
        ),
        migrations.AddConstraint(
            model_name="registertask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "replaced", "not_ours"]),
                    models.Q(("kind", "new"), ("state", "registered")),
                    models.Q(("kind", "changed"), ("state", "visited")),
                    models.Q(("kind", "cancelled"), ("state__in", ["confirmed", "visited"])),
                    _connector="OR",
                ),
                name="enterprises_registertask_outcome_fits",
                violation_error_message="这类任务不能这样办结，请选择其他结果。",
            ),
        ),
        ScopeTable("enterprises_registerrow", parent=("access_area", "area_id")),
        ScopeTable("enterprises_registertask", parent=("enterprises_registerrow", "row_id")),
        migrations.RunSQL(KEPT, UNDO),
    ]
