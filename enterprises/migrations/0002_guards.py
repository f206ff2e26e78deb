"""What the models cannot say: row-level security, supersede-only facts, well-formed codes, and search inside names."""

from django.db import migrations

from access.rls import FactTable, ScopeTable

UNIT = ("enterprises_unit", "unit_id")
REACH = {"enterprises.unit": "unit_id"}
FACTS = ("statusfact", "placementfact", "managingfact", "scalefact", "membersfact", "basefact")

USCC = """
CREATE FUNCTION enterprises_uscc_is_well_formed(code text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  alphabet CONSTANT text := '0123456789ABCDEFGHJKLMNPQRTUWXY';
  weights CONSTANT int[] := ARRAY[1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28];
  total int := 0;
BEGIN
  IF code = '' THEN RETURN true; END IF;
  IF code !~ '^[0-9ABCDEFGHJKLMNPQRTUWXY]{18}$' THEN RETURN false; END IF;
  FOR place IN 1..17 LOOP
    total := total + (strpos(alphabet, substr(code, place, 1)) - 1) * weights[place];
  END LOOP;
  RETURN substr(alphabet, (31 - total % 31) % 31 + 1, 1) = substr(code, 18, 1);
END $$;
ALTER TABLE enterprises_unit ADD CONSTRAINT enterprises_unit_uscc_well_formed CHECK (enterprises_uscc_is_well_formed(uscc));
"""

MASS = """
ALTER TABLE enterprises_massorgfact ADD CONSTRAINT enterprises_massorgfact_no_overlap
  EXCLUDE USING gist (int8range(unit_id, unit_id, '[]') WITH &&,
                      int4range(hashtext(kind), hashtext(kind), '[]') WITH &&, valid WITH &&) WHERE (superseded_at IS NULL);
CREATE INDEX enterprises_massorgfact_live ON enterprises_massorgfact (unit_id) WHERE superseded_at IS NULL;
"""

# A visit is written once; only its place may follow its unit.
VISITS = """
CREATE FUNCTION enterprises_visit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - ARRAY['area_path', 'line_code'] <> to_jsonb(OLD) - ARRAY['area_path', 'line_code'] THEN
    RAISE EXCEPTION 'a visit is written once' USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_visit_written_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER enterprises_visit_written_once BEFORE UPDATE OR DELETE ON enterprises_visit
  FOR EACH ROW EXECUTE FUNCTION enterprises_visit_guard();
"""

# Search inside names. Under row-level security an index on pieces of a name cannot be used (the operator is not leakproof),
# so the pieces lie in a table that no role but the owner may read, and a function of the owner answers with ids alone.
# The ids are joined with enterprises_unit, where row-level security decides.
SEARCH = """
CREATE TABLE enterprises_unitsearch (
  unit_id bigint PRIMARY KEY REFERENCES enterprises_unit (id) ON DELETE CASCADE,
  area_path text COLLATE "C" NOT NULL,
  line_code text COLLATE "C" NOT NULL,
  pinyin text COLLATE "C" NOT NULL,
  haystack text COLLATE "C" NOT NULL,
  grams text[] COLLATE "C" NOT NULL
);
DO $$ DECLARE who record; BEGIN
  FOR who IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
             WHERE table_name = 'enterprises_unitsearch' AND grantee <> current_user LOOP
    EXECUTE format('REVOKE ALL ON enterprises_unitsearch FROM %I', who.grantee);
  END LOOP;
END $$;
CREATE INDEX enterprises_unitsearch_grams ON enterprises_unitsearch USING gin (grams);
CREATE INDEX enterprises_unitsearch_in_order ON enterprises_unitsearch (pinyin, unit_id);

CREATE FUNCTION enterprises_grams(content text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT piece COLLATE "C"), '{}') FROM (
    SELECT substr(content, place, size) AS piece
    FROM generate_series(1, length(content)) AS place, generate_series(1, 2) AS size
    WHERE place + size - 1 <= length(content)
  ) AS pieces WHERE strpos(piece, E'\\n') = 0
$$;

CREATE FUNCTION enterprises_unit_index() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO enterprises_unitsearch AS found (unit_id, area_path, line_code, pinyin, haystack, grams)
  VALUES (NEW.id, NEW.area_path, NEW.line_code, NEW.pinyin, NEW.search_text, enterprises_grams(NEW.search_text))
  ON CONFLICT (unit_id) DO UPDATE SET area_path = EXCLUDED.area_path, line_code = EXCLUDED.line_code,
    pinyin = EXCLUDED.pinyin, haystack = EXCLUDED.haystack, grams = EXCLUDED.grams;
  RETURN NULL;
END $$;
CREATE TRIGGER enterprises_unit_indexed_at_first AFTER INSERT ON enterprises_unit
  FOR EACH ROW EXECUTE FUNCTION enterprises_unit_index();
CREATE TRIGGER enterprises_unit_indexed_again AFTER UPDATE ON enterprises_unit FOR EACH ROW
  WHEN (OLD.search_text IS DISTINCT FROM NEW.search_text OR OLD.pinyin IS DISTINCT FROM NEW.pinyin
        OR OLD.area_path IS DISTINCT FROM NEW.area_path OR OLD.line_code IS DISTINCT FROM NEW.line_code)
  EXECUTE FUNCTION enterprises_unit_index();

CREATE FUNCTION enterprises_find_units(term text, pieces text[], paths text[], lines text[], most int)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public ROWS 200 AS $$
BEGIN
  RETURN QUERY EXECUTE $query$
    SELECT unit_id FROM enterprises_unitsearch
    WHERE grams @> $1 AND strpos(haystack, $2) > 0
      AND (area_path LIKE ANY ($3) OR (line_code || ':' || area_path) LIKE ANY ($4)
           OR unit_id = ANY ((SELECT access_reached('enterprises.unit'))::bigint[]))
    ORDER BY pinyin, unit_id LIMIT $5
  $query$ USING pieces, term, paths, lines, most;
END $$;
"""

UNDO = """
DROP FUNCTION enterprises_find_units(text, text[], text[], text[], int);
DROP TRIGGER enterprises_unit_indexed_again ON enterprises_unit;
DROP TRIGGER enterprises_unit_indexed_at_first ON enterprises_unit;
DROP FUNCTION enterprises_unit_index();
DROP TABLE enterprises_unitsearch;
DROP FUNCTION enterprises_grams(text);
DROP TRIGGER enterprises_visit_written_once ON enterprises_visit;
DROP FUNCTION enterprises_visit_guard();
DROP INDEX enterprises_massorgfact_live;
ALTER TABLE enterprises_massorgfact DROP CONSTRAINT enterprises_massorgfact_no_overlap;
ALTER TABLE enterprises_unit DROP CONSTRAINT enterprises_unit_uscc_well_formed;
DROP FUNCTION enterprises_uscc_is_well_formed(text);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_guards"), ("enterprises", "0001_initial")]

    operations = [
        ScopeTable("enterprises_unit", parent=("access_area", "area_id"), reach={"enterprises.unit": "id"}),
        ScopeTable("enterprises_baseround", parent=("access_area", "area_id")),
        ScopeTable("enterprises_visit", parent=UNIT, reach=REACH),
        ScopeTable("enterprises_massorgfact", parent=UNIT, reach=REACH),
        FactTable("enterprises_massorgfact"),
        *(ScopeTable(f"enterprises_{fact}", parent=UNIT, reach=REACH) for fact in FACTS),
        *(FactTable(f"enterprises_{fact}", key=("unit_id",)) for fact in FACTS),
        migrations.RunSQL(USCC + MASS + VISITS + SEARCH, UNDO),
    ]
