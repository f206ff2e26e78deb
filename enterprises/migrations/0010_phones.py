"""Phones of officers and what they send: seen by area and by whoever carries the phone, never changed or deleted."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from access.rls import AppendOnly, ScopeTable

# What was sent stands as it was sent; only what became of it is written afterwards.
GUARD = """
CREATE FUNCTION enterprises_submission_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  places CONSTANT text[] := CASE WHEN pg_trigger_depth() > 1 THEN ARRAY['area_path', 'line_code'] ELSE '{}' END;
  fate CONSTANT text[] := places || ARRAY['state', 'reason', 'found', 'visit_id', 'decided_at', 'decided_by_id', 'decision'];
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - fate <> to_jsonb(OLD) - fate
     OR (OLD.state IN ('applied', 'closed') AND to_jsonb(NEW) - places <> to_jsonb(OLD) - places) THEN
    RAISE EXCEPTION 'what a phone sent is kept as it was sent'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_submission_sent_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER enterprises_submission_sent_once BEFORE UPDATE OR DELETE ON enterprises_submission
  FOR EACH ROW EXECUTE FUNCTION enterprises_submission_guard();
"""

UNDO = """
DROP TRIGGER enterprises_submission_sent_once ON enterprises_submission;
DROP FUNCTION enterprises_submission_guard();
"""


def _own_policy(table: str) -> migrations.RunSQL:
    """Show a person their own phones and what these sent, wherever their role lies today."""
    mine = "person_id = (SELECT nullif(current_setting('app.person', true), '')::bigint)"
    return migrations.RunSQL(
        f'CREATE POLICY own ON {table} TO "{settings.DB_APP_ROLE}" USING ({mine}) WITH CHECK ({mine});',
        f"DROP POLICY own ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_written_once"),
        ("enterprises", "0009_survey_rounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="手机编号"),
                ),
                ("holder", models.CharField(blank=True, max_length=80, verbose_name="使用人姓名")),
                ("label", models.CharField(max_length=60, verbose_name="手机名称")),
                ("half_cipher", models.TextField(editable=False)),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                ("lease_until", models.DateTimeField(verbose_name="离线使用期限")),
                ("seen_at", models.DateTimeField(verbose_name="最近联系")),
                (
                    "last_sequence",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="已处理到第几条"),
                ),
                ("revoked_at", models.DateTimeField(editable=False, null=True, verbose_name="停用时间")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.area",
                        verbose_name="所属辖区",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.person",
                        verbose_name="使用人",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="停用人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访手机",
                "verbose_name_plural": "走访手机",
                "ordering": ("-seen_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                ("client_uuid", models.UUIDField(unique=True, verbose_name="走访编号")),
                ("sequence", models.PositiveIntegerField(verbose_name="手机上的序号")),
                ("unit_sent", models.BigIntegerField(verbose_name="单位编号（手机所填）")),
                ("unit_name", models.CharField(blank=True, max_length=120, verbose_name="单位名称（手机所填）")),
                ("payload", models.JSONField(verbose_name="填写内容")),
                ("payload_hash", models.CharField(db_collation="C", max_length=64, verbose_name="内容摘要")),
                ("base_version", models.PositiveIntegerField(blank=True, null=True, verbose_name="手机取走的版本")),
                ("device_at", models.DateTimeField(blank=True, null=True, verbose_name="手机时间")),
                ("received_at", models.DateTimeField(verbose_name="送达时间")),
                ("happened_on", models.DateField(verbose_name="走访日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "已送达"),
                            ("waiting", "等待前一条"),
                            ("applied", "已入库"),
                            ("conflict", "有冲突"),
                            ("quarantined", "待核实"),
                            ("closed", "已了结，未采用"),
                        ],
                        default="received",
                        max_length=12,
                        verbose_name="办理情况",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("changed", "手机取走资料之后，他人改过同一项"),
                            ("check", "填写内容未通过核对"),
                            ("out_of_scope", "单位或填报人的职责范围已变更"),
                            ("unit_closed", "单位经营状态已变更"),
                            ("malformed", "内容不完整，程序无法识别"),
                            ("fault", "程序未能处理"),
                        ],
                        max_length=16,
                        verbose_name="待核实原因",
                    ),
                ),
                ("found", models.JSONField(blank=True, default=dict, verbose_name="核对时的情况")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="处理时间")),
                ("decision", models.CharField(blank=True, max_length=200, verbose_name="处理意见")),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="enterprises.device",
                        verbose_name="走访手机",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.person",
                        verbose_name="填报人",
                    ),
                ),
                (
                    "visit",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submission",
                        to="enterprises.visit",
                        verbose_name="走访",
                    ),
                ),
            ],
            options={
                "verbose_name": "手机送来的走访",
                "verbose_name_plural": "手机送来的走访",
                "ordering": ("-received_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="SubmissionAside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                ("client_uuid", models.UUIDField(verbose_name="走访编号")),
                ("payload", models.JSONField(verbose_name="填写内容")),
                ("payload_hash", models.CharField(db_collation="C", max_length=64, verbose_name="内容摘要")),
                (
                    "received_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="送达时间"
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asides",
                        to="enterprises.device",
                        verbose_name="走访手机",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.person",
                        verbose_name="填报人",
                    ),
                ),
            ],
            options={
                "verbose_name": "同号另一份内容",
                "verbose_name_plural": "同号另一份内容",
                "ordering": ("-received_at", "-pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="enterprises_device_revoked_at_and_by_together",
                violation_error_message="停用时间和停用人须同时填写。",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["device", "sequence", "id"], name="enterprises_submission_due"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("state__in", ["applied", "closed"]), _negated=True),
                fields=["area_path", "id"],
                name="enterprises_submission_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "applied"), ("visit__isnull", False)),
                    models.Q(models.Q(("state", "applied"), _negated=True), ("visit__isnull", True)),
                    _connector="OR",
                ),
                name="enterprises_submission_applied_has_visit",
                violation_error_message="已入库的走访须有走访记录，其余没有。",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["conflict", "quarantined"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="enterprises_submission_held_has_reason",
                violation_error_message="待核实的走访须说明原因。",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(models.Q(("decision", ""), _negated=True), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="enterprises_submission_closed_says_why",
                violation_error_message="不采用须写明理由和处理人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="submissionaside",
            constraint=models.UniqueConstraint(
                fields=("device", "client_uuid", "payload_hash"),
                name="enterprises_submissionaside_kept_once",
                violation_error_message="这份内容已经留存。",
            ),
        ),
        ScopeTable("enterprises_device", parent=("access_area", "area_id")),
        ScopeTable("enterprises_submission", parent=("enterprises_device", "device_id")),
        ScopeTable("enterprises_submissionaside", parent=("enterprises_device", "device_id")),
        _own_policy("enterprises_device"),
        _own_policy("enterprises_submission"),
        _own_policy("enterprises_submissionaside"),
        AppendOnly("enterprises_submissionaside"),
        migrations.RunSQL(GUARD, UNDO),
    ]
