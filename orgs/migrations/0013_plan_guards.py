"""Plans lie where their area lies, lines with their plan; a pair of areas is kept once at a time."""

from django.db import migrations

from access.rls import ScopeTable

ONCE = """
ALTER TABLE orgs_areaadjacency ADD CONSTRAINT orgs_areaadjacency_no_overlap EXCLUDE USING gist
  (int8range(area_id, area_id, '[]') WITH &&, int8range(other_id, other_id, '[]') WITH &&, valid WITH &&);
ALTER TABLE orgs_areaadjacency ADD CONSTRAINT orgs_areaadjacency_valid_not_empty
  CHECK (NOT isempty(valid) AND lower(valid) IS NOT NULL);
"""
BACK = """
ALTER TABLE orgs_areaadjacency DROP CONSTRAINT orgs_areaadjacency_no_overlap;
ALTER TABLE orgs_areaadjacency DROP CONSTRAINT orgs_areaadjacency_valid_not_empty;
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0012_plans")]

    operations = [
        ScopeTable("orgs_plandraft", parent=("access_area", "area_id")),
        ScopeTable("orgs_planline", parent=("orgs_plandraft", "draft_id")),
        migrations.RunSQL(ONCE, BACK),
    ]
