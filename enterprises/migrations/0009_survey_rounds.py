"""Survey rounds, their lists, extra questions and the dated answers to them."""

import datetime

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from access.rls import FactTable, ScopeTable

UNIT = ("enterprises_unit", "unit_id")
REACH = {"enterprises.unit": "unit_id"}

# A closed round stands as it was reported; only what follows from it (a check, a review of the base) may still be joined, once.
ROUNDS = """
CREATE FUNCTION enterprises_surveyround_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  later CONSTANT text[] := ARRAY['check_seed', 'check_size', 'check_drawn_at', 'base_review_id'];
BEGIN
  IF (TG_OP = 'DELETE' AND OLD.state = 'closed')
     OR (TG_OP = 'UPDATE' AND OLD.state = 'closed' AND to_jsonb(NEW) - later <> to_jsonb(OLD) - later)
     OR (TG_OP = 'UPDATE' AND OLD.check_seed IS NOT NULL
         AND (NEW.check_seed, NEW.check_size, NEW.check_drawn_at) IS DISTINCT FROM (OLD.check_seed, OLD.check_size, OLD.check_drawn_at))
  THEN
    RAISE EXCEPTION 'a round is closed once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_surveyround_closed_once';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER enterprises_surveyround_closed_once BEFORE UPDATE OR DELETE ON enterprises_surveyround
  FOR EACH ROW EXECUTE FUNCTION enterprises_surveyround_guard();
"""

# The list of a closed round stands; a task stays with its round and unit; its place follows the unit at any time.
TASKS = """
CREATE FUNCTION enterprises_roundtask_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  places CONSTANT text[] := ARRAY['area_path', 'line_code'];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.round_id, NEW.unit_id) IS DISTINCT FROM (OLD.round_id, OLD.unit_id) THEN
      RAISE EXCEPTION 'a task stays with its unit'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_roundtask_of_one_unit';
    END IF;
    IF pg_trigger_depth() > 1 AND to_jsonb(NEW) - places = to_jsonb(OLD) - places THEN RETURN NEW; END IF;
  END IF;
  IF (SELECT state FROM enterprises_surveyround WHERE id = coalesce(NEW.round_id, OLD.round_id)) = 'closed' THEN
    RAISE EXCEPTION 'the round is closed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_roundtask_round_open';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER enterprises_roundtask_guarded BEFORE INSERT OR UPDATE OR DELETE ON enterprises_roundtask
  FOR EACH ROW EXECUTE FUNCTION enterprises_roundtask_guard();
"""
UNDO = """
DROP TRIGGER enterprises_roundtask_guarded ON enterprises_roundtask;
DROP FUNCTION enterprises_roundtask_guard();
DROP TRIGGER enterprises_surveyround_closed_once ON enterprises_surveyround;
DROP FUNCTION enterprises_surveyround_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_written_once"),
        ("enterprises", "0008_ends_of_periods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(db_collation="C", max_length=30, unique=True, verbose_name="代码")),
                (
                    "label",
                    models.CharField(
                        error_messages={"unique": "已有同样的问题。"}, max_length=60, unique=True, verbose_name="问题"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("number", "数字"),
                            ("text", "文字"),
                            ("yes_no", "是否"),
                            ("choice", "单选"),
                            ("choices", "多选"),
                            ("day", "日期"),
                        ],
                        max_length=8,
                        verbose_name="题型",
                    ),
                ),
                (
                    "options",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='单选和多选填写，例如 [{"value": "own", "label": "自有"}]',
                        verbose_name="选项",
                    ),
                ),
                (
                    "synonyms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="别名",
                    ),
                ),
                ("measure", models.CharField(blank=True, max_length=10, verbose_name="计量单位")),
                ("hint", models.CharField(blank=True, max_length=200, verbose_name="填写说明")),
                (
                    "lowest",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="最小值"),
                ),
                (
                    "highest",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="最大值"),
                ),
                (
                    "shown_if",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text='例如 {"field": "staff", "op": "ge", "value": 50}',
                        verbose_name="出现条件",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=100, verbose_name="次序")),
                ("created_on", models.DateField(verbose_name="启用日期")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
            ],
            options={
                "verbose_name": "补充问题",
                "verbose_name_plural": "补充问题",
                "ordering": ("order", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z][a-z0-9_]{0,29}$")),
                        name="enterprises_question_code_is_plain",
                        violation_error_message="代码以小写字母开头，只含小写字母、数字和下划线，不超过30位。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("label", ""), _negated=True),
                        name="enterprises_question_labelled",
                        violation_error_message="问题必须填写。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("choice", "choices")), models.Q(("options", []), _negated=True)),
                            models.Q(models.Q(("kind__in", ("choice", "choices")), _negated=True), ("options", [])),
                            _connector="OR",
                        ),
                        name="enterprises_question_options_of_choices",
                        violation_error_message="单选和多选须有选项，其他题型不填选项。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lowest__isnull", True),
                            ("highest__isnull", True),
                            ("lowest__lte", models.F("highest")),
                            _connector="OR",
                        ),
                        name="enterprises_question_bounds_in_order",
                        violation_error_message="最小值不能大于最大值。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("retired_on__isnull", True), ("retired_on__gte", models.F("created_on")), _connector="OR"
                        ),
                        name="enterprises_question_retires_after_start",
                        violation_error_message="停用日期不能早于启用日期。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerFact",
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
                ("value", models.JSONField(verbose_name="回答")),
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
                        related_name="answer_facts",
                        to="enterprises.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.question",
                        verbose_name="补充问题",
                    ),
                ),
            ],
            options={
                "verbose_name": "补充回答",
                "verbose_name_plural": "补充回答",
                "ordering": ("unit", "question", "valid", "pk"),
            },
        ),
        migrations.CreateModel(
            name="RoundTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                (
                    "closed_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "已访"),
                            ("door_closed", "关门"),
                            ("refused", "拒访"),
                            ("not_found", "查无"),
                            ("moved_out", "迁出"),
                            ("closed", "注销"),
                            ("shell", "空壳"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="走访结果",
                    ),
                ),
                ("coded_on", models.DateField(blank=True, null=True, verbose_name="走访日期")),
                ("coded_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="登记时间")),
                ("revisit_on", models.DateField(blank=True, null=True, verbose_name="回访日期")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="上门次数")),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="走访人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="round_tasks",
                        to="enterprises.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访任务",
                "verbose_name_plural": "走访任务",
                "ordering": ("round", "pk"),
            },
        ),
        migrations.AddField(
            model_name="visit",
            name="task",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="enterprises.roundtask",
                verbose_name="走访任务",
            ),
        ),
        migrations.CreateModel(
            name="SurveyRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="轮次名称")),
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="截止日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "未开始"), ("open", "进行中"), ("closed", "已结束")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("filter", models.JSONField(blank=True, default=dict, verbose_name="走访对象")),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("staff", "从业人员"),
                                ("members", "党员与发展对象"),
                                ("relations", "组织关系所在"),
                                ("money", "营业收入与资产"),
                                ("mass", "群团组织"),
                                ("liaison", "联络员"),
                                ("talks", "两进两谈"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="核对内容",
                    ),
                ),
                ("units", models.PositiveIntegerField(default=0, editable=False, verbose_name="单位数")),
                ("check_seed", models.BigIntegerField(editable=False, null=True, verbose_name="抽查种子")),
                ("check_size", models.PositiveSmallIntegerField(editable=False, null=True, verbose_name="抽查户数")),
                ("check_drawn_at", models.DateTimeField(editable=False, null=True, verbose_name="抽取时间")),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="建立时间"
                    ),
                ),
                ("closed_on", models.DateField(editable=False, null=True, verbose_name="结束日期")),
                ("report", models.JSONField(default=dict, editable=False, verbose_name="结束报告")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.area",
                        verbose_name="辖区",
                    ),
                ),
                (
                    "base_review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.baseround",
                        verbose_name="基数核定轮次",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.body",
                        verbose_name="牵头机构",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建立人",
                    ),
                ),
                (
                    "questions",
                    models.ManyToManyField(
                        blank=True, related_name="rounds", to="enterprises.question", verbose_name="补充问题"
                    ),
                ),
            ],
            options={
                "verbose_name": "摸底轮次",
                "verbose_name_plural": "摸底轮次",
                "ordering": ("-starts_on", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="roundtask",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="enterprises.surveyround",
                verbose_name="摸底轮次",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyround",
            constraint=models.UniqueConstraint(
                fields=("area", "name"),
                name="enterprises_surveyround_name_unique",
                violation_error_message="该辖区已有同名的摸底轮次。",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyround",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="enterprises_surveyround_ends_after_start",
                violation_error_message="截止日期不能早于开始日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_on__isnull", True)),
                    _connector="OR",
                ),
                name="enterprises_surveyround_closed_has_day",
                violation_error_message="结束的轮次须有结束日期，未结束的不填。",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyround",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="enterprises_surveyround_named",
                violation_error_message="轮次名称必须填写。",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("check_drawn_at__isnull", True), ("check_seed__isnull", True), ("check_size__isnull", True)
                    ),
                    models.Q(
                        ("check_drawn_at__isnull", False), ("check_seed__isnull", False), ("check_size__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="enterprises_surveyround_sample_is_whole",
                violation_error_message="抽查的种子、户数和抽取时间须同时记录。",
            ),
        ),
        migrations.AddIndex(
            model_name="roundtask",
            index=models.Index(fields=["round", "officer", "closed_code"], name="enterprises_roundtask_list"),
        ),
        migrations.AddConstraint(
            model_name="roundtask",
            constraint=models.UniqueConstraint(
                fields=("round", "unit"),
                name="enterprises_roundtask_once",
                violation_error_message="该单位已在本轮名单中。",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundtask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_code", ""), ("coded_on__isnull", True)),
                    models.Q(models.Q(("closed_code", ""), _negated=True), ("coded_on__isnull", False)),
                    _connector="OR",
                ),
                name="enterprises_roundtask_coded_has_day",
                violation_error_message="有走访结果的须有走访日期，没有的不填。",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundtask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revisit_on__isnull", True),
                    models.Q(
                        ("closed_code__in", ("door_closed", "refused", "not_found")),
                        ("revisit_on__gte", models.F("coded_on")),
                    ),
                    _connector="OR",
                ),
                name="enterprises_roundtask_revisit_of_unmet",
                violation_error_message="只有关门、拒访、查无的单位安排回访，且不早于走访当天。",
            ),
        ),
        ScopeTable("enterprises_roundtask", parent=UNIT, reach=REACH),
        ScopeTable("enterprises_answerfact", parent=UNIT, reach=REACH),
        FactTable("enterprises_answerfact", key=("unit_id", "question_id")),
        migrations.RunSQL(ROUNDS + TASKS, UNDO),
    ]
