"""Cards lie where their unit lies, and are only ever added."""

from django.db import migrations

from access.rls import AppendOnly, ScopeTable


class Migration(migrations.Migration):
    dependencies = [("orgs", "0004_contact_cards")]

    operations = [
        ScopeTable(
            "orgs_contactcard",
            parent=("enterprises_unit", "unit_id"),
            reach={"enterprises.unit": "unit_id", "orgs.org": "org_id"},
        ),
        AppendOnly("orgs_contactcard"),
    ]
