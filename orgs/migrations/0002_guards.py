"""What Django's models cannot say: row-level security, dated facts, and how coverage, organization, grid and term fit together."""

from django.db import migrations

from access.rls import FactTable, ScopeTable

PARENT = ("orgs_partyorg", "org_id")
OF_ORG = {"orgs.org": "org_id"}

COVERAGE = """
ALTER TABLE orgs_coverage ADD CONSTRAINT orgs_coverage_one_regional_per_unit
  EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&, valid WITH &&)
  WHERE (superseded_at IS NULL AND mode = 'regional');
ALTER TABLE orgs_coverage ADD CONSTRAINT orgs_coverage_single_org_one_unit
  EXCLUDE USING gist (int8range(org_id, org_id, '[]') WITH &&, valid WITH &&)
  WHERE (superseded_at IS NULL AND mode = 'single');
CREATE INDEX orgs_coverage_org_live ON orgs_coverage (org_id) WHERE superseded_at IS NULL;

CREATE FUNCTION orgs_coverage_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system(); org record;
BEGIN
  SELECT founded_on, ended_on, form INTO org FROM orgs_partyorg WHERE id = NEW.org_id FOR SHARE;
  PERFORM access_leave_system(before);
  IF NEW.superseded_at IS NULL AND (lower(NEW.valid) < org.founded_on
     OR (org.ended_on IS NOT NULL AND (upper_inf(NEW.valid) OR upper(NEW.valid) > org.ended_on))) THEN
    RAISE EXCEPTION 'coverage outside the life of its organization'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orgs_coverage_only_while_org_lives';
  END IF;
  IF NEW.mode IN ('single', 'joint', 'regional') AND NEW.mode <> org.form THEN
    RAISE EXCEPTION 'mode % does not fit form %', NEW.mode, org.form
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orgs_coverage_mode_fits_org';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER orgs_coverage_guard BEFORE INSERT ON orgs_coverage FOR EACH ROW EXECUTE FUNCTION orgs_coverage_guard();
"""

ORGANIZATION = """
CREATE FUNCTION orgs_partyorg_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system(); outlived boolean; circle boolean; termed boolean;
BEGIN
  outlived := EXISTS (SELECT 1 FROM orgs_coverage WHERE org_id = NEW.id AND superseded_at IS NULL
    AND (lower(valid) < NEW.founded_on OR (NEW.ended_on IS NOT NULL AND (upper_inf(valid) OR upper(valid) > NEW.ended_on))));
  termed := NEW.nature IN ('temporary', 'functional') AND EXISTS (SELECT 1 FROM orgs_term WHERE org_id = NEW.id);
  circle := NEW.parent_id IS NOT NULL AND NEW.parent_id IS DISTINCT FROM OLD.parent_id AND NEW.id IN (
    WITH RECURSIVE above AS (SELECT id, parent_id FROM orgs_partyorg WHERE id = NEW.parent_id
      UNION SELECT p.id, p.parent_id FROM orgs_partyorg p JOIN above ON p.id = above.parent_id) SELECT id FROM above);
  PERFORM access_leave_system(before);
  IF outlived THEN
    RAISE EXCEPTION 'coverage outside the life of organization %', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orgs_partyorg_outlives_its_coverage';
  END IF;
  IF termed THEN
    RAISE EXCEPTION 'organization % has terms', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orgs_partyorg_terms_need_regular_nature';
  END IF;
  IF circle THEN
    RAISE EXCEPTION 'organization % above itself', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orgs_partyorg_parent_outside_itself';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER orgs_partyorg_guard AFTER UPDATE OF founded_on, ended_on, nature, parent_id ON orgs_partyorg
  FOR EACH ROW EXECUTE FUNCTION orgs_partyorg_guard();
"""

GRID = """
CREATE FUNCTION orgs_orggrid_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT level FROM access_area WHERE id = NEW.grid_id) IS DISTINCT FROM 'grid'
     OR (SELECT form FROM orgs_partyorg WHERE id = NEW.org_id) IS DISTINCT FROM 'regional' THEN
    RAISE EXCEPTION 'a regional organization looks after grids'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orgs_orggrid_only_grids';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER orgs_orggrid_guard BEFORE INSERT ON orgs_orggrid FOR EACH ROW EXECUTE FUNCTION orgs_orggrid_guard();
"""

TERM = """
CREATE FUNCTION orgs_term_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT nature FROM orgs_partyorg WHERE id = NEW.org_id FOR SHARE) IN ('temporary', 'functional') THEN
    RAISE EXCEPTION 'organization % holds no terms', NEW.org_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orgs_term_org_holds_terms';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER orgs_term_guard BEFORE INSERT ON orgs_term FOR EACH ROW EXECUTE FUNCTION orgs_term_guard();
"""

POST = """
ALTER TABLE orgs_post ADD CONSTRAINT orgs_post_once
  EXCLUDE USING gist (int8range(org_id, org_id, '[]') WITH &&, int8range(person_id, person_id, '[]') WITH &&,
                      int4range(hashtext(kind), hashtext(kind), '[]') WITH &&, valid WITH &&) WHERE (superseded_at IS NULL);
"""

# Append-only, but the place follows the organization when its area moves; only the owner's trigger function may do that.
LIFE_EVENT = """
CREATE FUNCTION orgs_lifeevent_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - ARRAY['area_path', 'line_code'] <> to_jsonb(OLD) - ARRAY['area_path', 'line_code'] THEN
    RAISE EXCEPTION 'orgs_lifeevent is append-only'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'orgs_lifeevent_append_only';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER orgs_lifeevent_append_only BEFORE UPDATE OR DELETE ON orgs_lifeevent
  FOR EACH ROW EXECUTE FUNCTION orgs_lifeevent_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]

    operations = [
        ScopeTable("orgs_partyorg", parent=("access_area", "area_id"), reach={"orgs.org": "id"}),
        ScopeTable(
            "orgs_coverage",
            parent=("enterprises_unit", "unit_id"),
            reach={"enterprises.unit": "unit_id", "orgs.org": "org_id"},
        ),
        *(
            ScopeTable(f"orgs_{name}", parent=PARENT, reach=OF_ORG)
            for name in (
                "lifeevent",
                "orggrid",
                "post",
                "term",
                "starrecord",
                "graderecord",
                "demonstrationpoint",
            )
        ),
        FactTable("orgs_coverage", key=("unit_id",), where="mode <> 'regional'", name="orgs_coverage_one_own_per_unit"),
        FactTable("orgs_orggrid", key=("grid_id",), name="orgs_orggrid_one_org_per_grid"),
        FactTable("orgs_post", key=("org_id",), where="kind = 'secretary'", name="orgs_post_one_secretary"),
        FactTable("orgs_starrecord", key=("org_id",)),
        FactTable("orgs_graderecord", key=("org_id",)),
        FactTable("orgs_demonstrationpoint", key=("org_id",)),
        *(migrations.RunSQL(sql) for sql in (COVERAGE, ORGANIZATION, GRID, TERM, POST, LIFE_EVENT)),
    ]
