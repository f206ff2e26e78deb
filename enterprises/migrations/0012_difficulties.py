"""Difficulties of units: seen by the unit's place and by the body in charge, added to and never rewritten."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from access.rls import ScopeTable

# The body in charge: its home and line open the row to it; they follow when the body's area moves.
HANDLER = """
CREATE FUNCTION enterprises_difficulty_take_handler() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT a.path, coalesce(l.code, '') INTO NEW.handler_path, NEW.handler_line
    FROM access_body b JOIN access_area a ON a.id = b.home_id LEFT JOIN access_industryline l ON l.id = b.line_id WHERE b.id = NEW.body_id;
  IF NOT FOUND THEN NEW.handler_path := ''; NEW.handler_line := ''; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER enterprises_difficulty_handler BEFORE INSERT OR UPDATE OF body_id ON enterprises_difficulty
  FOR EACH ROW EXECUTE FUNCTION enterprises_difficulty_take_handler();

CREATE FUNCTION enterprises_difficulty_follow_handler() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system();
BEGIN
  UPDATE enterprises_difficulty SET handler_path = NEW.path
    WHERE body_id IN (SELECT id FROM access_body WHERE home_id = NEW.id);
  PERFORM access_leave_system(before);
  RETURN NULL;
END $$;
CREATE TRIGGER enterprises_difficulty_follow_handler AFTER UPDATE ON access_area FOR EACH ROW
  WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION enterprises_difficulty_follow_handler();
"""

# What was raised stands; the log only grows; a final state is final; places move only by their triggers.
GUARD = """
CREATE FUNCTION enterprises_difficulty_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  places CONSTANT text[] := CASE WHEN pg_trigger_depth() > 1 THEN ARRAY['area_path', 'line_code', 'handler_path']
    WHEN NEW.body_id IS DISTINCT FROM OLD.body_id THEN ARRAY['handler_path', 'handler_line'] ELSE '{}' END;
  handling CONSTANT text[] := places || ARRAY['state', 'body_id', 'due_on', 'log', 'solved_on', 'solved_by_id', 'result',
    'effect_yuan', 'effect_persons', 'closed_on', 'closed_by_id'];
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - handling <> to_jsonb(OLD) - handling
     OR (OLD.state IN ('closed', 'withdrawn') AND to_jsonb(NEW) - places <> to_jsonb(OLD) - places)
     OR OLD.log <> (SELECT coalesce(jsonb_agg(line ORDER BY n), '[]') FROM jsonb_array_elements(NEW.log) WITH ORDINALITY AS x (line, n)
                    WHERE n <= jsonb_array_length(OLD.log)) THEN
    RAISE EXCEPTION 'a difficulty is added to, never rewritten'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_difficulty_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER enterprises_difficulty_kept BEFORE UPDATE OR DELETE ON enterprises_difficulty
  FOR EACH ROW EXECUTE FUNCTION enterprises_difficulty_guard();
"""

UNDO = """
DROP TRIGGER enterprises_difficulty_kept ON enterprises_difficulty;
DROP FUNCTION enterprises_difficulty_guard();
DROP TRIGGER enterprises_difficulty_follow_handler ON access_area;
DROP FUNCTION enterprises_difficulty_follow_handler();
DROP TRIGGER enterprises_difficulty_handler ON enterprises_difficulty;
DROP FUNCTION enterprises_difficulty_take_handler();
"""


def _handler_policy() -> migrations.RunSQL:
    sees = (
        "(handler_path LIKE ANY ((SELECT access_paths())::text[])"
        " OR (handler_line || ':' || handler_path) LIKE ANY ((SELECT access_line_paths())::text[]))"
    )
    return migrations.RunSQL(
        f'CREATE POLICY handler ON enterprises_difficulty TO "{settings.DB_APP_ROLE}" USING ({sees}) WITH CHECK ({sees});',
        "DROP POLICY handler ON enterprises_difficulty;",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_written_once"),
        ("enterprises", "0011_back_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Difficulty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                ("unit_name", models.CharField(max_length=120, verbose_name="单位名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("finance", "融资贷款"),
                            ("labour", "用工招聘"),
                            ("premises", "用地用房"),
                            ("transport", "物流运输"),
                            ("market", "市场销路"),
                            ("permit", "证照审批"),
                            ("tax", "税费政策"),
                            ("utility", "水电气路"),
                            ("safety", "安全环保"),
                            ("dispute", "纠纷维权"),
                            ("party", "党建工作"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="困难类别",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="困难内容")),
                (
                    "origin",
                    models.CharField(
                        choices=[("visit", "上门走访"), ("forum", "恳谈会"), ("enterprise", "单位反映")],
                        max_length=12,
                        verbose_name="反映渠道",
                    ),
                ),
                ("raised_on", models.DateField(verbose_name="反映日期")),
                (
                    "raised_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="登记时间"
                    ),
                ),
                ("raiser", models.CharField(blank=True, max_length=80, verbose_name="反映人")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("raised", "待交办"),
                            ("assigned", "办理中"),
                            ("solved", "待反映方确认"),
                            ("closed", "已解决"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="raised",
                        editable=False,
                        max_length=10,
                        verbose_name="办理情况",
                    ),
                ),
                (
                    "handler_path",
                    models.TextField(db_collation="C", default="", editable=False, verbose_name="承办机构辖区路径"),
                ),
                (
                    "handler_line",
                    models.TextField(
                        blank=True, db_collation="C", default="", editable=False, verbose_name="承办机构行业线"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="办理期限")),
                ("log", models.JSONField(default=list, editable=False, verbose_name="办理记录")),
                ("solved_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                ("result", models.CharField(blank=True, max_length=500, verbose_name="办理结果")),
                (
                    "effect_yuan",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="帮扶金额（元）"
                    ),
                ),
                ("effect_persons", models.PositiveIntegerField(blank=True, null=True, verbose_name="惠及人数")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="确认日期")),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.body",
                        verbose_name="承办机构",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认账号",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记账号",
                    ),
                ),
                (
                    "solved_by",
                    models.ForeignKey(
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="difficulties",
                        to="enterprises.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="difficulties",
                        to="enterprises.visit",
                        verbose_name="走访",
                    ),
                ),
            ],
            options={
                "verbose_name": "实际困难",
                "verbose_name_plural": "实际困难",
                "ordering": ("-raised_on", "-pk"),
                "indexes": [
                    models.Index(fields=["handler_path", "id"], name="enterprises_difficulty_handler"),
                    models.Index(
                        condition=models.Q(("state", "assigned")), fields=["due_on"], name="enterprises_difficulty_due"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="enterprises_difficulty_said",
                        violation_error_message="请写明困难内容。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("raised", "withdrawn")),
                            models.Q(("body__isnull", False), ("due_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="enterprises_difficulty_assigned_whole",
                        violation_error_message="交办的困难须有承办机构和办理期限。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", True), ("due_on__gte", models.F("raised_on")), _connector="OR"
                        ),
                        name="enterprises_difficulty_due_after_raised",
                        violation_error_message="办理期限不能早于反映日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("solved_on__isnull", False),
                                ("state__in", ("solved", "closed")),
                                models.Q(("result", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ("solved", "closed")), _negated=True),
                                ("solved_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="enterprises_difficulty_solved_whole",
                        violation_error_message="办结的困难须有办结日期和办理结果，未办结的不填。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_on__isnull", False),
                                ("state", "closed"),
                                ("closed_on__gte", models.F("solved_on")),
                                ("solved_on__gte", models.F("raised_on")),
                            ),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("closed_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="enterprises_difficulty_closed_has_day",
                        violation_error_message="日期须依次为反映、办结、确认，未确认的不填确认日期。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_by__isnull", True),
                            ("solved_by__isnull", True),
                            models.Q(("closed_by", models.F("solved_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="enterprises_difficulty_two_hands",
                        violation_error_message="办结人不能确认自己办结的困难。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effect_yuan__isnull", True), ("effect_yuan__gte", 0), _connector="OR"),
                        name="enterprises_difficulty_effect_not_negative",
                        violation_error_message="帮扶金额不能为负数。",
                    ),
                ],
            },
        ),
        ScopeTable(
            "enterprises_difficulty", parent=("enterprises_unit", "unit_id"), reach={"enterprises.unit": "unit_id"}
        ),
        _handler_policy(),
        migrations.RunSQL(HANDLER + GUARD, UNDO),
    ]
