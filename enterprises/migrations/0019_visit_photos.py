"""Pictures of visits: on their way from a phone, and kept with the visit."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from access.rls import AppendOnly, ScopeTable

MINE = "person_id = (SELECT nullif(current_setting('app.person', true), '')::bigint)"


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_jobs"),
        ("enterprises", "0018_cancelled_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="PhotoUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                ("client_uuid", models.UUIDField(verbose_name="走访编号")),
                ("sha256", models.CharField(db_collation="C", max_length=64, verbose_name="照片摘要")),
                ("size", models.PositiveIntegerField(verbose_name="字节数")),
                ("content", models.BinaryField(default=b"")),
                ("begun_at", models.DateTimeField(verbose_name="开始时间")),
                ("whole_at", models.DateTimeField(editable=False, null=True, verbose_name="送达时间")),
                ("kept_at", models.DateTimeField(editable=False, null=True, verbose_name="随走访入库时间")),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
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
                "verbose_name": "上传中的照片",
                "verbose_name_plural": "上传中的照片",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("device", "client_uuid", "sha256"),
                        name="enterprises_photoupload_once",
                        violation_error_message="这张照片已经登记。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__range", (1, 600000))),
                        name="enterprises_photoupload_fits",
                        violation_error_message="照片过大。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept_at__isnull", True), ("whole_at__isnull", False), _connector="OR"),
                        name="enterprises_photoupload_kept_when_whole",
                        violation_error_message="照片送达后才能入库。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area_path", models.TextField(db_collation="C", default="", editable=False, verbose_name="辖区路径")),
                (
                    "line_code",
                    models.TextField(blank=True, db_collation="C", default="", editable=False, verbose_name="行业线"),
                ),
                ("sha256", models.CharField(db_collation="C", max_length=64, verbose_name="照片摘要")),
                ("content", models.BinaryField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="enterprises.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="enterprises.visit",
                        verbose_name="走访",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访照片",
                "verbose_name_plural": "走访照片",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("visit", "sha256"),
                        name="enterprises_visitphoto_once",
                        violation_error_message="这张照片已随这次走访入库。",
                    )
                ],
            },
        ),
        migrations.AlterField(
            model_name="submission",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("changed", "手机取走资料之后，他人改过同一项"),
                    ("check", "填写内容未通过核对"),
                    ("out_of_scope", "单位或填报人的职责范围已变更"),
                    ("unit_closed", "单位经营状态已变更"),
                    ("malformed", "内容不完整，程序无法识别"),
                    ("by_file", "由存下的文件送达，未经手机核对"),
                    ("fault", "程序未能处理"),
                ],
                max_length=16,
                verbose_name="待核实原因",
            ),
        ),
        ScopeTable("enterprises_photoupload", parent=("enterprises_device", "device_id")),
        ScopeTable(
            "enterprises_visitphoto", parent=("enterprises_unit", "unit_id"), reach={"enterprises.unit": "unit_id"}
        ),
        migrations.RunSQL(
            f'CREATE POLICY own ON enterprises_photoupload TO "{settings.DB_APP_ROLE}" USING ({MINE}) WITH CHECK ({MINE});',
            "DROP POLICY own ON enterprises_photoupload;",
        ),
        AppendOnly("enterprises_visitphoto"),
    ]
