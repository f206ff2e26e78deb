"""Guards of organization life; forums move from a table of their own into it, so that no meeting stands in two places."""

from django.db import migrations

from access.rls import FactTable, ScopeTable

FORUMS = """
INSERT INTO orgs_liferecord (org_id, kind, topic, host, attended, result, figures, series, change_reason, is_withdrawn,
                             valid, recorded_at, recorded_by_id, source, area_path, line_code)
SELECT org_id, 'forum', topic, '', people_present, '', jsonb_build_object('units', units_present), gen_random_uuid(), '', false,
       daterange(held_on, held_on + 1), recorded_at, recorded_by_id, 'desk', area_path, line_code
FROM orgs_forum ORDER BY id;
SET CONSTRAINTS ALL IMMEDIATE;
DROP TRIGGER orgs_forum_follow ON orgs_partyorg;
DROP FUNCTION orgs_forum_follow_place();
DROP TRIGGER orgs_forum_place ON orgs_forum;
DROP FUNCTION orgs_forum_take_place();
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0021_organization_life")]

    operations = [
        ScopeTable("orgs_liferecord", parent=("orgs_partyorg", "org_id"), reach={"orgs.org": "org_id"}),
        FactTable("orgs_liferecord"),
        ScopeTable("orgs_ownerrecord", parent=("enterprises_unit", "unit_id"), reach={"enterprises.unit": "unit_id"}),
        FactTable("orgs_ownerrecord", key=("unit_id",)),
        ScopeTable("orgs_dutyturn", parent=("access_area", "area_id")),
        FactTable("orgs_dutyturn", key=("area_id",)),
        migrations.RunSQL(FORUMS),
        migrations.DeleteModel(name="Forum"),
    ]
