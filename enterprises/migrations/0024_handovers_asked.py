"""Hand-overs that the receiving street asks for: they wait for the giver, and are decided once like the others."""

from django.db import migrations, models
from django.db.models import Q

WAITING = Q(state__in=["open", "asked"])
GUARD = """
CREATE OR REPLACE FUNCTION enterprises_handover_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  places CONSTANT text[] := CASE WHEN pg_trigger_depth() > 1 THEN ARRAY['area_path', 'line_code', 'from_path'] ELSE '{}' END;
  answer CONSTANT text[] := places || ARRAY['state', 'decided_on', 'decided_by_id', 'decider', 'decision'];
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - answer <> to_jsonb(OLD) - answer
     OR (%s AND to_jsonb(NEW) - places <> to_jsonb(OLD) - places) THEN
    RAISE EXCEPTION 'a hand-over is decided once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_handover_decided_once';
  END IF;
  RETURN NEW;
END $$;
"""
BOTH = GUARD % "(OLD.state NOT IN ('open', 'asked') OR NEW.state IN ('open', 'asked'))"
ONE = GUARD % "OLD.state <> 'open'"


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0023_identity_said_pairs_dismissed")]

    operations = [
        migrations.AlterField(
            model_name="handover",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "待接收"),
                    ("asked", "待移出方同意"),
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
        migrations.RemoveConstraint("handover", "enterprises_handover_one_open"),
        migrations.AddConstraint(
            "handover",
            models.UniqueConstraint(
                name="enterprises_handover_one_open",
                fields=["unit"],
                condition=WAITING,
                violation_error_message="该单位已有一件移交正在办理，请等待接收方答复或先撤回。",
            ),
        ),
        migrations.RemoveConstraint("handover", "enterprises_handover_decided_has_day"),
        migrations.AddConstraint(
            "handover",
            models.CheckConstraint(
                name="enterprises_handover_decided_has_day",
                condition=WAITING & Q(decided_on__isnull=True) | ~WAITING & Q(decided_on__isnull=False),
                violation_error_message="办结的移交须有办结日期，未办结的不填。",
            ),
        ),
        migrations.RunSQL(BOTH, ONE),
    ]
