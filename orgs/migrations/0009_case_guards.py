"""Cases lie where their unit lies, applications where the organization is to be."""

from django.db import migrations

from access.rls import ScopeTable


class Migration(migrations.Migration):
    dependencies = [("orgs", "0008_formation_cases")]

    operations = [
        ScopeTable("orgs_application", parent=("access_area", "area_id")),
        ScopeTable("orgs_formationcase", parent=("enterprises_unit", "unit_id"), reach={"enterprises.unit": "unit_id"}),
    ]
