"""Keep the search table by statement instead of by row, and its pieces only inside the index."""

from django.db import migrations

FORWARD = """
DROP TRIGGER enterprises_unit_indexed_again ON enterprises_unit;
DROP TRIGGER enterprises_unit_indexed_at_first ON enterprises_unit;
ALTER TABLE enterprises_unitsearch DROP COLUMN grams;

CREATE OR REPLACE FUNCTION enterprises_grams(content text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT string_to_array(content, NULL) || ARRAY(
    SELECT one || two FROM unnest(string_to_array(content, NULL), (string_to_array(content, NULL))[2:]) AS pair (one, two)
    WHERE two IS NOT NULL
  )
$$;
CREATE INDEX enterprises_unitsearch_grams ON enterprises_unitsearch USING gin (enterprises_grams(haystack));

CREATE FUNCTION enterprises_units_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  INSERT INTO enterprises_unitsearch (unit_id, area_path, line_code, pinyin, haystack)
  SELECT id, area_path, line_code, pinyin, search_text FROM added;
  RETURN NULL;
END $$;
CREATE TRIGGER enterprises_unit_added AFTER INSERT ON enterprises_unit REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION enterprises_units_added();

CREATE FUNCTION enterprises_units_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE enterprises_unitsearch AS found
  SET area_path = later.area_path, line_code = later.line_code, pinyin = later.pinyin, haystack = later.search_text
  FROM later JOIN earlier USING (id)
  WHERE found.unit_id = later.id
    AND (later.area_path, later.line_code, later.pinyin, later.search_text)
        IS DISTINCT FROM (earlier.area_path, earlier.line_code, earlier.pinyin, earlier.search_text);
  RETURN NULL;
END $$;
CREATE TRIGGER enterprises_unit_changed AFTER UPDATE ON enterprises_unit
  REFERENCING OLD TABLE AS earlier NEW TABLE AS later FOR EACH STATEMENT EXECUTE FUNCTION enterprises_units_changed();
DROP FUNCTION enterprises_unit_index();

CREATE OR REPLACE FUNCTION enterprises_find_units(term text, pieces text[], paths text[], lines text[], most int)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public ROWS 200 AS $$
BEGIN
  RETURN QUERY EXECUTE $query$
    SELECT unit_id FROM enterprises_unitsearch
    WHERE enterprises_grams(haystack) @> $1 AND strpos(haystack, $2) > 0
      AND (area_path LIKE ANY ($3) OR (line_code || ':' || area_path) LIKE ANY ($4)
           OR unit_id = ANY ((SELECT access_reached('enterprises.unit'))::bigint[]))
    ORDER BY pinyin, unit_id LIMIT $5
  $query$ USING pieces, term, paths, lines, most;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0003_whole_points")]

    operations = [migrations.RunSQL(FORWARD)]
