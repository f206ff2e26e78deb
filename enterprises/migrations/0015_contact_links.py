"""One-time links to a unit's contact: the token opens two functions, each for one open link and nothing else."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from access.rls import ScopeTable

DOORS = """
CREATE FUNCTION enterprises_contact_link(wanted text) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system(); found jsonb;
BEGIN
  SELECT jsonb_build_object('name', u.name, 'contact_name', u.contact_name, 'address', u.address, 'business', u.business,
      'staff', (SELECT s.staff FROM enterprises_scalefact s WHERE s.unit_id = u.id AND s.superseded_at IS NULL
                AND s.holds_from <= current_date AND s.holds_until > current_date ORDER BY s.id DESC LIMIT 1))
    INTO found FROM enterprises_contactlink l JOIN enterprises_unit u ON u.id = l.unit_id
    WHERE l.token_digest = wanted AND l.state = 'open' AND l.expires_at > now();
  PERFORM access_leave_system(before);
  RETURN found;
END $$;

CREATE FUNCTION enterprises_answer_contact_link(wanted text, said jsonb, who text) RETURNS bigint
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system(); found bigint;
BEGIN
  UPDATE enterprises_contactlink SET state = 'sent', answer = said, sender = left(who, 60), sent_at = now()
    WHERE token_digest = wanted AND state = 'open' AND expires_at > now() RETURNING id INTO found;
  PERFORM access_leave_system(before);
  RETURN found;
END $$;
"""

# What was sent stands; a decided link is final; nobody but the holder of the token writes an answer.
GUARD = """
CREATE FUNCTION enterprises_contactlink_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  places CONSTANT text[] := CASE WHEN pg_trigger_depth() > 1 THEN ARRAY['area_path', 'line_code'] ELSE '{}' END;
  deciding CONSTANT text[] := places || ARRAY['state', 'decided_on', 'decided_by_id']
    || CASE WHEN OLD.state = 'open' AND NEW.state = 'sent' THEN ARRAY['answer', 'sender', 'sent_at'] ELSE '{}' END;
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - deciding <> to_jsonb(OLD) - deciding
     OR (OLD.state NOT IN ('open', 'sent') AND to_jsonb(NEW) - places <> to_jsonb(OLD) - places) THEN
    RAISE EXCEPTION 'a link is answered once and decided once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_contactlink_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER enterprises_contactlink_kept BEFORE UPDATE OR DELETE ON enterprises_contactlink
  FOR EACH ROW EXECUTE FUNCTION enterprises_contactlink_guard();
"""

UNDO = """
DROP TRIGGER enterprises_contactlink_kept ON enterprises_contactlink;
DROP FUNCTION enterprises_contactlink_guard();
DROP FUNCTION enterprises_answer_contact_link(text, jsonb, text);
DROP FUNCTION enterprises_contact_link(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0014_visits_begin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                (
                    "token_digest",
                    models.CharField(
                        db_collation="C", editable=False, max_length=64, unique=True, verbose_name="令牌摘要"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待填写"),
                            ("sent", "待审核"),
                            ("applied", "已采用"),
                            ("declined", "未采用"),
                            ("revoked", "已作废"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="办理情况",
                    ),
                ),
                (
                    "issued_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="发出时间"
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="有效至")),
                ("answer", models.JSONField(default=dict, editable=False, verbose_name="填写内容")),
                ("sender", models.CharField(blank=True, max_length=60, verbose_name="填写人")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="填写时间")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
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
                    "issued_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发出账号",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_links",
                        to="enterprises.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "确认链接",
                "verbose_name_plural": "确认链接",
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("unit",),
                        name="enterprises_contactlink_one_open",
                        violation_error_message="该单位已有一个未填写的确认链接，请先作废。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("open", "revoked")), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="enterprises_contactlink_sent_whole",
                        violation_error_message="已填写的确认链接须有填写时间。",
                    ),
                ],
            },
        ),
        ScopeTable(
            "enterprises_contactlink", parent=("enterprises_unit", "unit_id"), reach={"enterprises.unit": "unit_id"}
        ),
        migrations.RunSQL(DOORS + GUARD, UNDO),
    ]
