"""What Django's models cannot say: the table of steps, who may not act, no letter without training, dispatch inside its letter.

The allowed moves stand here as data (a migration never changes); a test compares them with ``instructors.rules.steps.STEPS``.
"""

from django.conf import settings
from django.db import migrations

from access.rls import FactTable, ScopeTable

FILE = ("instructors_instructor", "instructor_id")
OWN_FILE = {"instructors.instructor": "instructor_id"}

MOVES = """
CREATE TABLE instructors_move (from_stage text, step text, to_stage text, PRIMARY KEY (from_stage, step));
INSERT INTO instructors_move VALUES
  ('draft', 'submit', 'submitted'),
  ('submitted', 'pass_first', 'first_passed'), ('submitted', 'return', 'returned'), ('submitted', 'reject', 'rejected'),
  ('returned', 'submit', 'submitted'),
  ('first_passed', 'pass_second', 'second_passed'), ('first_passed', 'return', 'returned'), ('first_passed', 'reject', 'rejected'),
  ('second_passed', 'start_training', 'training'),
  ('training', 'finish_training', 'trained'), ('training', 'reject', 'rejected'),
  ('trained', 'appoint', 'appointed'),
  ('appointed', 'dispatch', 'serving'), ('appointed', 'recall', 'recalled'), ('appointed', 'resign', 'resigned'),
  ('appointed', 'end', 'ended'),
  ('serving', 'dispatch', 'serving'), ('serving', 'renew', 'serving'), ('serving', 'recall', 'recalled'),
  ('serving', 'resign', 'resigned'), ('serving', 'end', 'ended');
"""

# A row stands as it was written; only its place follows the file when an area moves.
KEPT = """
CREATE FUNCTION instructors_keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - ARRAY['area_path', 'line_code'] <> to_jsonb(OLD) - ARRAY['area_path', 'line_code'] THEN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER instructors_selectionstep_keep BEFORE UPDATE OR DELETE ON instructors_selectionstep
  FOR EACH ROW EXECUTE FUNCTION instructors_keep_row();
CREATE TRIGGER instructors_training_keep BEFORE UPDATE OR DELETE ON instructors_training
  FOR EACH ROW EXECUTE FUNCTION instructors_keep_row();
"""

STEP = """
CREATE FUNCTION instructors_selectionstep_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system(); file record; last_on date; first_reviewer bigint; broken text;
BEGIN
  SELECT person_id, stage INTO file FROM instructors_instructor WHERE id = NEW.instructor_id FOR UPDATE;
  NEW.actor_person_id := (SELECT person_id FROM access_user WHERE id = NEW.actor_id);
  SELECT "on" INTO last_on FROM instructors_selectionstep WHERE instructor_id = NEW.instructor_id ORDER BY id DESC LIMIT 1;
  SELECT actor_person_id INTO first_reviewer FROM instructors_selectionstep
    WHERE instructor_id = NEW.instructor_id AND step = 'pass_first' ORDER BY id DESC LIMIT 1;
  PERFORM access_leave_system(before);
  broken := CASE
    WHEN NEW.from_stage IS DISTINCT FROM file.stage THEN 'from_current'
    WHEN NOT EXISTS (SELECT 1 FROM instructors_move m WHERE m.from_stage = NEW.from_stage AND m.step = NEW.step
                     AND m.to_stage = NEW.to_stage) THEN 'no_jump'
    WHEN NEW.step NOT IN ('submit', 'resign') AND NEW.actor_person_id = file.person_id THEN 'not_oneself'
    WHEN NEW.step = 'pass_second' AND NEW.actor_person_id = first_reviewer THEN 'two_reviewers'
    WHEN NEW."on" < last_on THEN 'in_order'
  END;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'step % from % refused: %', NEW.step, NEW.from_stage, broken
      USING ERRCODE = 'check_violation', CONSTRAINT = 'instructors_selectionstep_' || broken;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER instructors_selectionstep_guard BEFORE INSERT ON instructors_selectionstep
  FOR EACH ROW EXECUTE FUNCTION instructors_selectionstep_guard();
"""

STAGE = """
CREATE FUNCTION instructors_instructor_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text; trail record;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.stage <> 'draft' THEN
      RAISE EXCEPTION 'a file starts as draft' USING ERRCODE = 'check_violation', CONSTRAINT = 'instructors_instructor_starts_as_draft';
    END IF;
    RETURN NEW;
  END IF;
  before := access_enter_system();
  SELECT from_stage, to_stage INTO trail FROM instructors_selectionstep WHERE instructor_id = NEW.id ORDER BY id DESC LIMIT 1;
  PERFORM access_leave_system(before);
  IF trail IS NULL OR trail.from_stage <> OLD.stage OR trail.to_stage <> NEW.stage OR NEW.person_id <> OLD.person_id THEN
    RAISE EXCEPTION 'stage % cannot become % without its step', OLD.stage, NEW.stage
      USING ERRCODE = 'check_violation', CONSTRAINT = 'instructors_instructor_stage_by_step';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER instructors_instructor_start BEFORE INSERT ON instructors_instructor
  FOR EACH ROW EXECUTE FUNCTION instructors_instructor_guard();
CREATE TRIGGER instructors_instructor_stage BEFORE UPDATE OF stage, person_id ON instructors_instructor
  FOR EACH ROW WHEN (OLD.stage IS DISTINCT FROM NEW.stage OR OLD.person_id <> NEW.person_id)
  EXECUTE FUNCTION instructors_instructor_guard();
"""

LETTER = """
ALTER TABLE instructors_letter ADD CONSTRAINT instructors_letter_bounded
  CHECK (NOT isempty(valid) AND lower(valid) IS NOT NULL AND upper(valid) IS NOT NULL);
ALTER TABLE instructors_letter ADD CONSTRAINT instructors_letter_no_overlap
  EXCLUDE USING gist (int8range(instructor_id, instructor_id, '[]') WITH &&, valid WITH &&) WHERE (revoked_on IS NULL);

CREATE FUNCTION instructors_letter_until(letter instructors_letter) RETURNS date LANGUAGE sql IMMUTABLE AS
  $$ SELECT greatest(lower(letter.valid), least(upper(letter.valid), coalesce(letter.revoked_on, upper(letter.valid)))) $$;

CREATE FUNCTION instructors_letter_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text; broken text; fixed text[] := ARRAY['revoked_on', 'revoked_because', 'area_path', 'line_code'];
BEGIN
  before := access_enter_system();
  IF TG_OP = 'INSERT' THEN
    IF NOT EXISTS (SELECT 1 FROM instructors_training t WHERE t.instructor_id = NEW.instructor_id AND t.has_passed
                   AND t.held_on <= lower(NEW.valid))
       OR NOT EXISTS (SELECT 1 FROM instructors_selectionstep s WHERE s.instructor_id = NEW.instructor_id
                      AND s.step = 'finish_training') THEN
      broken := 'training';
    END IF;
  ELSIF TG_OP = 'DELETE' OR to_jsonb(NEW) - fixed <> to_jsonb(OLD) - fixed
        OR (OLD.revoked_on IS NOT NULL AND NEW.revoked_on IS DISTINCT FROM OLD.revoked_on) THEN
    broken := 'fixed';
  ELSIF EXISTS (SELECT 1 FROM instructors_dispatch d WHERE d.letter_id = NEW.id AND d.superseded_at IS NULL
                AND upper(d.valid) > instructors_letter_until(NEW)) THEN
    broken := 'dispatches_end_first';
  END IF;
  PERFORM access_leave_system(before);
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'letter refused: %', broken USING ERRCODE = 'check_violation', CONSTRAINT = 'instructors_letter_' || broken;
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER instructors_letter_guard BEFORE INSERT OR UPDATE OR DELETE ON instructors_letter
  FOR EACH ROW EXECUTE FUNCTION instructors_letter_guard();
"""

DISPATCH = """
ALTER TABLE instructors_dispatch ADD CONSTRAINT instructors_dispatch_bounded CHECK (upper(valid) IS NOT NULL);
ALTER TABLE instructors_dispatch ADD CONSTRAINT instructors_dispatch_unit_once
  EXCLUDE USING gist (int8range(instructor_id, instructor_id, '[]') WITH &&, int8range(unit_id, unit_id, '[]') WITH &&, valid WITH &&)
  WHERE (superseded_at IS NULL AND unit_id IS NOT NULL);
ALTER TABLE instructors_dispatch ADD CONSTRAINT instructors_dispatch_org_once
  EXCLUDE USING gist (int8range(instructor_id, instructor_id, '[]') WITH &&, int8range(org_id, org_id, '[]') WITH &&, valid WITH &&)
  WHERE (superseded_at IS NULL AND org_id IS NOT NULL);
ALTER TABLE instructors_dispatch ADD CONSTRAINT instructors_dispatch_grid_once
  EXCLUDE USING gist (int8range(instructor_id, instructor_id, '[]') WITH &&, int8range(grid_id, grid_id, '[]') WITH &&, valid WITH &&)
  WHERE (superseded_at IS NULL AND grid_id IS NOT NULL);
CREATE INDEX instructors_dispatch_unit_live ON instructors_dispatch (unit_id) WHERE superseded_at IS NULL;
CREATE INDEX instructors_dispatch_org_live ON instructors_dispatch (org_id) WHERE superseded_at IS NULL;
CREATE INDEX instructors_dispatch_grid_live ON instructors_dispatch (grid_id) WHERE superseded_at IS NULL;

CREATE FUNCTION instructors_dispatch_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system(); held instructors_letter;
BEGIN
  SELECT * INTO held FROM instructors_letter WHERE id = NEW.letter_id FOR SHARE;
  PERFORM access_leave_system(before);
  IF held.instructor_id IS DISTINCT FROM NEW.instructor_id
     OR NOT NEW.valid <@ daterange(lower(held.valid), instructors_letter_until(held)) THEN
    RAISE EXCEPTION 'dispatch outside its letter' USING ERRCODE = 'check_violation', CONSTRAINT = 'instructors_dispatch_within_letter';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER instructors_dispatch_guard BEFORE INSERT ON instructors_dispatch
  FOR EACH ROW EXECUTE FUNCTION instructors_dispatch_guard();
"""

# Who sees a unit, an organization or a grid also sees that somebody is dispatched there (reading only).
SEEN_WITH_TARGET = """
CREATE POLICY target ON instructors_dispatch FOR SELECT TO "%s" USING (
  EXISTS (SELECT 1 FROM enterprises_unit u WHERE u.id = unit_id) OR EXISTS (SELECT 1 FROM orgs_partyorg o WHERE o.id = org_id)
  OR EXISTS (SELECT 1 FROM access_area a WHERE a.id = grid_id AND a.path LIKE ANY ((SELECT access_paths())::text[])));
"""

UNDO = """
DROP POLICY target ON instructors_dispatch;
DROP TRIGGER instructors_dispatch_guard ON instructors_dispatch; DROP FUNCTION instructors_dispatch_guard();
DROP INDEX instructors_dispatch_unit_live; DROP INDEX instructors_dispatch_org_live; DROP INDEX instructors_dispatch_grid_live;
ALTER TABLE instructors_dispatch DROP CONSTRAINT instructors_dispatch_bounded, DROP CONSTRAINT instructors_dispatch_unit_once,
  DROP CONSTRAINT instructors_dispatch_org_once, DROP CONSTRAINT instructors_dispatch_grid_once;
DROP TRIGGER instructors_letter_guard ON instructors_letter; DROP FUNCTION instructors_letter_guard();
DROP FUNCTION instructors_letter_until(instructors_letter);
ALTER TABLE instructors_letter DROP CONSTRAINT instructors_letter_bounded, DROP CONSTRAINT instructors_letter_no_overlap;
DROP TRIGGER instructors_instructor_start ON instructors_instructor; DROP TRIGGER instructors_instructor_stage ON instructors_instructor;
DROP FUNCTION instructors_instructor_guard();
DROP TRIGGER instructors_selectionstep_guard ON instructors_selectionstep; DROP FUNCTION instructors_selectionstep_guard();
DROP TRIGGER instructors_selectionstep_keep ON instructors_selectionstep; DROP TRIGGER instructors_training_keep ON instructors_training;
DROP FUNCTION instructors_keep_row(); DROP TABLE instructors_move;
"""


class Migration(migrations.Migration):
    dependencies = [("instructors", "0001_initial"), ("access", "0002_guards")]

    operations = [
        ScopeTable("instructors_instructor", parent=("access_area", "area_id"), reach={"instructors.instructor": "id"}),
        ScopeTable("instructors_selectionstep", parent=FILE, reach=OWN_FILE),
        ScopeTable("instructors_training", parent=FILE, reach=OWN_FILE),
        ScopeTable("instructors_letter", parent=FILE, reach=OWN_FILE),
        ScopeTable("instructors_dispatch", parent=FILE, reach=OWN_FILE),
        FactTable("instructors_dispatch"),
        migrations.RunSQL(
            MOVES + KEPT + STEP + STAGE + LETTER + DISPATCH + SEEN_WITH_TARGET % settings.DB_APP_ROLE, UNDO
        ),
    ]
