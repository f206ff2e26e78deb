"""What Django's models cannot say: paths kept by triggers, row-level security, append-only audit, separated administrators."""

from django.db import migrations

from access.rls import FOUNDATION, REACHED, AppendOnly, ScopeTable, take_place

AREA_PATHS = """
CREATE FUNCTION access_area_set_path() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.path := coalesce((SELECT path FROM access_area WHERE id = NEW.parent_id), '') || NEW.id || '.';
  RETURN NEW;
END $$;
CREATE TRIGGER access_area_path BEFORE INSERT OR UPDATE OF parent_id ON access_area
  FOR EACH ROW EXECUTE FUNCTION access_area_set_path();
ALTER TABLE access_areaversion ADD CONSTRAINT access_areaversion_no_overlap
  EXCLUDE USING gist (int8range(area_id, area_id, '[]') WITH &&, valid WITH &&);
CREATE INDEX access_areaversion_path ON access_areaversion (path);
ALTER TABLE access_reach ADD CONSTRAINT access_reach_valid_not_empty CHECK (NOT isempty(valid) AND lower(valid) IS NOT NULL);
CREATE INDEX access_reach_of_person ON access_reach (person_id, resource) WHERE superseded_at IS NULL;
ALTER TABLE access_assignment ADD CONSTRAINT access_assignment_valid_not_empty CHECK (NOT isempty(valid) AND lower(valid) IS NOT NULL);
ALTER TABLE access_assignment ADD CONSTRAINT access_assignment_once
  EXCLUDE USING gist (int8range(user_id, user_id, '[]') WITH &&, int8range(body_id, body_id, '[]') WITH &&,
                      int4range(hashtext(role), hashtext(role), '[]') WITH &&, valid WITH &&);
"""

# The name "scope" of users and assignments: their place follows the area that keeps them, but ring 3 does not apply to them,
# because they are read before anybody's scope is known.
PLACES = """
CREATE FUNCTION access_user_follow_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public AS $$
DECLARE before text := access_enter_system();
BEGIN
  UPDATE access_user SET area_path = NEW.path WHERE area_id = NEW.id;
  UPDATE access_assignment SET area_path = NEW.path WHERE area_id = NEW.id;
  PERFORM access_leave_system(before);
  RETURN NULL;
END $$;
CREATE TRIGGER access_user_follow AFTER UPDATE OF path ON access_area FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path)
  EXECUTE FUNCTION access_user_follow_place();

CREATE FUNCTION access_assignment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.area_id := (SELECT home_id FROM access_body WHERE id = NEW.body_id);
  NEW.area_path := (SELECT path FROM access_area WHERE id = NEW.area_id);
  NEW.role_group := CASE NEW.role WHEN 'system_admin' THEN 'system' WHEN 'security_admin' THEN 'security'
                                  WHEN 'auditor' THEN 'audit' ELSE 'business' END;
  PERFORM 1 FROM access_user WHERE id = NEW.user_id FOR NO KEY UPDATE;  -- two grants to one account wait for each other
  IF EXISTS (SELECT 1 FROM access_assignment other JOIN access_user mine ON mine.id = NEW.user_id
             JOIN access_user theirs ON theirs.id = other.user_id
             WHERE (theirs.id = mine.id OR theirs.person_id = mine.person_id) AND other.id <> NEW.id
               AND other.role_group <> NEW.role_group AND other.valid && NEW.valid) THEN
    RAISE EXCEPTION 'incompatible roles' USING ERRCODE = 'check_violation', CONSTRAINT = 'access_assignment_incompatible';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_assignment_guard BEFORE INSERT OR UPDATE ON access_assignment
  FOR EACH ROW EXECUTE FUNCTION access_assignment_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.RunSQL(FOUNDATION, migrations.RunSQL.noop),
        migrations.RunSQL(REACHED, migrations.RunSQL.noop),
        migrations.RunSQL(AREA_PATHS, migrations.RunSQL.noop),
        migrations.RunSQL(
            take_place("access_user", "area_id", "access_area", "path", "") + PLACES, migrations.RunSQL.noop
        ),
        ScopeTable("access_person", parent=("access_area", "area_id"), reach={"access.person": "id"}),
        AppendOnly("access_auditevent"),
    ]
