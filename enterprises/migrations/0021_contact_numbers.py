"""Telephone numbers of contacts are found by a keyed digest; numbers that are kept already get theirs."""

from django.conf import settings
from django.db import migrations, models

from access import crypto

CONTEXT = "unit.phone"
AT_ONCE = 2_000


def add_digests(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(
                "SELECT id, contact_phone_cipher FROM enterprises_unit WHERE id > %s AND contact_phone_cipher <> ''"
                " ORDER BY id LIMIT %s",
                [last, AT_ONCE],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            found = [(crypto.blind_index(crypto.decrypt(cipher, context=CONTEXT)), pk) for pk, cipher in rows]
            cursor.executemany("UPDATE enterprises_unit SET contact_phone_index = %s WHERE id = %s", found)
            last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0008_jobs"),
        ("enterprises", "0020_outside_registers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="contact_phone_index",
            field=models.CharField(blank=True, db_collation="C", db_default="", editable=False, max_length=64),
        ),
        migrations.RunPython(add_digests, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(
                condition=models.Q(("contact_phone_index", ""), _negated=True),
                fields=["contact_phone_index"],
                name="enterprises_unit_number",
            ),
        ),
    ]
