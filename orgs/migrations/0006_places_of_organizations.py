"""Where organizations lie as dated facts; the first place of each is written with it."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from access.rls import FactTable, ScopeTable

FIRST_PLACE = """
CREATE FUNCTION orgs_partyorg_first_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system();
BEGIN
  INSERT INTO orgs_orgplace (org_id, area_id, valid, recorded_by_id, source, area_path, line_code)
  VALUES (NEW.id, NEW.area_id, daterange(NEW.founded_on, NULL), NEW.created_by_id, 'desk', '', '');
  PERFORM access_leave_system(before);
  RETURN NULL;
END $$;
CREATE TRIGGER orgs_partyorg_first_place AFTER INSERT ON orgs_partyorg
  FOR EACH ROW EXECUTE FUNCTION orgs_partyorg_first_place();
INSERT INTO orgs_orgplace (org_id, area_id, valid, recorded_at, recorded_by_id, source, area_path, line_code)
SELECT id, area_id, daterange(founded_on, NULL), created_at, created_by_id, 'desk', '', '' FROM orgs_partyorg;
"""
UNDO = """
DROP TRIGGER orgs_partyorg_first_place ON orgs_partyorg;
DROP FUNCTION orgs_partyorg_first_place();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_order_by_id"),
        ("orgs", "0005_card_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="coverage",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("left", "退出"),
                    ("split_off", "分出单独组建"),
                    ("mode_changed", "调整组建方式"),
                    ("org_merged", "党组织合并"),
                    ("org_revoked", "党组织撤销"),
                    ("unit_gone", "单位停业、迁出或注销"),
                    ("unit_moved", "单位迁出所属区域"),
                ],
                max_length=16,
                verbose_name="退出覆盖原因",
            ),
        ),
        migrations.AlterField(
            model_name="lifeevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("founding", "成立"),
                    ("rename", "更名"),
                    ("type_change", "改设类型"),
                    ("merge", "并入其他党组织"),
                    ("split", "分设出新党组织"),
                    ("relocate", "随单位迁移"),
                    ("revoke", "撤销"),
                ],
                max_length=12,
                verbose_name="事项",
            ),
        ),
        migrations.CreateModel(
            name="OrgPlace",
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
                    "org",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="orgs.partyorg",
                        verbose_name="党组织",
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
            ],
            options={
                "verbose_name": "党组织所在辖区",
                "verbose_name_plural": "党组织所在辖区",
                "ordering": ("org", "valid", "pk"),
            },
        ),
        ScopeTable("orgs_orgplace", parent=("orgs_partyorg", "org_id"), reach={"orgs.org": "org_id"}),
        FactTable("orgs_orgplace", key=("org_id",)),
        migrations.RunSQL(FIRST_PLACE, UNDO),
    ]
