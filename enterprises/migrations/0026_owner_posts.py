"""Whose posts an owner holds: the federation of industry and commerce besides the three, and who said so since when."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0025_apart_by_boxes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="identityfact",
            name="part",
            field=models.CharField(
                choices=[
                    ("address", "地址"),
                    ("contact_name", "联系人"),
                    ("contact_phone", "联系电话"),
                    ("business", "主营业务"),
                    ("owner_posts", "出资人担任的两代表一委员"),
                ],
                max_length=20,
                verbose_name="资料项",
            ),
        ),
        migrations.AlterField(
            model_name="unit",
            name="owner_posts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("party_delegate", "党代会代表"),
                        ("npc_deputy", "人大代表"),
                        ("cppcc_member", "政协委员"),
                        ("federation", "工商联任职"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="两代表一委员",
            ),
        ),
    ]
