"""The separation of administrators (三员分立) as the database's own rule for the restricted role, raw SQL included.

The role of the web processes may write accounts and assignments only in a transaction opened for an administrator of that kind.
"""

from django.conf import settings
from django.db import migrations

SEPARATION = """
CREATE FUNCTION access_acts_as(wanted text) RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT wanted = ANY (string_to_array(coalesce(current_setting('app.roles', true), ''), ',')) $$;
CREATE FUNCTION access_is_person(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT coalesce(wanted = nullif(current_setting('app.person', true), '')::bigint, false) $$;

CREATE FUNCTION access_assignment_keeper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT access_acts_as('security_admin') OR (TG_OP = 'INSERT' AND NOT coalesce(
       access_is_person((SELECT person_id FROM access_user WHERE id = NEW.given_by_id)), false)) THEN
    RAISE EXCEPTION 'roles are given by a security administrator'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'access_assignment_by_security_admin';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_assignment_keeper BEFORE INSERT OR UPDATE OR DELETE ON access_assignment
  FOR EACH ROW WHEN (current_user = '{app}') EXECUTE FUNCTION access_assignment_keeper();

CREATE FUNCTION access_user_keeper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF access_acts_as('system_admin') THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND ROW(NEW.is_active, NEW.username, NEW.kind, NEW.person_id, NEW.area_id)
     IS NOT DISTINCT FROM ROW(OLD.is_active, OLD.username, OLD.kind, OLD.person_id, OLD.area_id) THEN
    IF NEW.password IS NOT DISTINCT FROM OLD.password OR access_is_person(OLD.person_id) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a password is changed by its owner or a system administrator'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'access_user_password_own';
  END IF;
  RAISE EXCEPTION 'accounts are kept by a system administrator'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'access_user_kept_by_system_admin';
END $$;
CREATE TRIGGER access_user_keeper BEFORE INSERT OR UPDATE ON access_user
  FOR EACH ROW WHEN (current_user = '{app}') EXECUTE FUNCTION access_user_keeper();
REVOKE DELETE, TRUNCATE ON access_user FROM "{app}", "{system}";
""".replace("{app}", settings.DB_APP_ROLE).replace("{system}", settings.DB_SYSTEM_ROLE)

BACK = """
DROP TRIGGER access_user_keeper ON access_user; DROP FUNCTION access_user_keeper();
DROP TRIGGER access_assignment_keeper ON access_assignment; DROP FUNCTION access_assignment_keeper();
DROP FUNCTION access_is_person(bigint); DROP FUNCTION access_acts_as(text);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_sign_in")]

    operations = [migrations.RunSQL(SEPARATION, BACK)]
