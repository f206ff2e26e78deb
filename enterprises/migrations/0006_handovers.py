"""Hand-overs of units between streets: seen from both sides, decided once."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from access.rls import ScopeTable

# The giving side: taken from the unit, which whoever proposes must see; it follows its area as the receiving side does.
GIVER = """
CREATE FUNCTION enterprises_handover_take_giver() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT area_id, area_path INTO NEW.from_area_id, NEW.from_path FROM enterprises_unit WHERE id = NEW.unit_id;
  IF NOT FOUND THEN PERFORM access_no_parent('enterprises_unit', NEW.unit_id); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER enterprises_handover_giver BEFORE INSERT ON enterprises_handover
  FOR EACH ROW EXECUTE FUNCTION enterprises_handover_take_giver();

CREATE FUNCTION enterprises_handover_follow_giver() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system();
BEGIN
  UPDATE enterprises_handover SET from_path = NEW.path WHERE from_area_id = NEW.id;
  PERFORM access_leave_system(before);
  RETURN NULL;
END $$;
CREATE TRIGGER enterprises_handover_follow_giver AFTER UPDATE ON access_area FOR EACH ROW
  WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION enterprises_handover_follow_giver();
"""

# What was proposed stands as it was; an answer is given once; the row moves only when its areas do (by their triggers).
GUARD = """
CREATE FUNCTION enterprises_handover_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  places CONSTANT text[] := CASE WHEN pg_trigger_depth() > 1 THEN ARRAY['area_path', 'line_code', 'from_path'] ELSE '{}' END;
  answer CONSTANT text[] := places || ARRAY['state', 'decided_on', 'decided_by_id', 'decider', 'decision'];
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - answer <> to_jsonb(OLD) - answer
     OR (OLD.state <> 'open' AND to_jsonb(NEW) - places <> to_jsonb(OLD) - places) THEN
    RAISE EXCEPTION 'a hand-over is decided once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_handover_decided_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER enterprises_handover_decided_once BEFORE UPDATE OR DELETE ON enterprises_handover
  FOR EACH ROW EXECUTE FUNCTION enterprises_handover_guard();
"""

UNDO = """
DROP TRIGGER enterprises_handover_decided_once ON enterprises_handover;
DROP FUNCTION enterprises_handover_guard();
DROP TRIGGER enterprises_handover_follow_giver ON access_area;
DROP FUNCTION enterprises_handover_follow_giver();
DROP TRIGGER enterprises_handover_giver ON enterprises_handover;
DROP FUNCTION enterprises_handover_take_giver();
"""


def _giver_policy() -> migrations.RunSQL:
    sees = "from_path LIKE ANY ((SELECT access_paths())::text[])"
    return migrations.RunSQL(
        f'CREATE POLICY giver ON enterprises_handover TO "{settings.DB_APP_ROLE}" USING ({sees}) WITH CHECK ({sees});',
        "DROP POLICY giver ON enterprises_handover;",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_order_by_id"),
        ("enterprises", "0005_liaison_persons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                (
                    "from_path",
                    models.TextField(db_collation="C", default="", editable=False, verbose_name="移出辖区路径"),
                ),
                ("unit_name", models.CharField(max_length=120, verbose_name="单位名称")),
                (
                    "uscc",
                    models.CharField(blank=True, db_collation="C", max_length=18, verbose_name="统一社会信用代码"),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("reason", models.CharField(max_length=200, verbose_name="移交原因")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待接收"),
                            ("accepted", "已接收"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                            ("lapsed", "已失效"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="办理情况",
                    ),
                ),
                ("proposed_on", models.DateField(verbose_name="提出日期")),
                (
                    "proposed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="提出时间"
                    ),
                ),
                ("giver", models.CharField(blank=True, max_length=220, verbose_name="提出人")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                ("decider", models.CharField(blank=True, max_length=80, verbose_name="办理人")),
                ("decision", models.CharField(blank=True, max_length=200, verbose_name="办理意见")),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理账号",
                    ),
                ),
                (
                    "from_area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.area",
                        verbose_name="移出辖区",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出账号",
                    ),
                ),
                (
                    "to_area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.area",
                        verbose_name="移入辖区",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="enterprises.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位移交",
                "verbose_name_plural": "单位移交",
                "ordering": ("-proposed_on", "-pk"),
                "indexes": [models.Index(fields=["from_path", "id"], name="enterprises_handover_from")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("unit",),
                        name="enterprises_handover_one_open",
                        violation_error_message="该单位已有一件移交正在办理，请等待接收方答复或先撤回。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("decided_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="enterprises_handover_decided_has_day",
                        violation_error_message="办结的移交须有办结日期，未办结的不填。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(
                                models.Q(("state", "returned"), _negated=True),
                                models.Q(("decision", ""), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="enterprises_handover_has_reason",
                        violation_error_message="提出移交和退回移交都须说明原因。",
                    ),
                ],
            },
        ),
        ScopeTable("enterprises_handover", parent=("access_area", "to_area_id")),
        _giver_policy(),
        migrations.RunSQL(GIVER + GUARD, UNDO),
    ]
