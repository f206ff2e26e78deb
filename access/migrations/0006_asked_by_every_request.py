"""Answer what every request asks, with plans that are kept: what an account holds, and names to which visible rows point."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION access_held(account bigint, day date) RETURNS jsonb LANGUAGE plpgsql STABLE STRICT SET search_path = public AS $$
BEGIN
  RETURN (
    SELECT coalesce(jsonb_agg(jsonb_build_array(a.id, a.role, a.body_id, b.name, l.code, place.path) ORDER BY a.id, place.path), '[]')
    FROM access_assignment a
    JOIN access_body b ON b.id = a.body_id AND (b.closed_on IS NULL OR b.closed_on > day)
    LEFT JOIN access_industryline l ON l.id = b.line_id
    LEFT JOIN access_body_areas inside ON inside.body_id = b.id
    LEFT JOIN access_area place ON place.id = inside.area_id
    WHERE a.user_id = account AND a.valid @> day
  );
END $$;

CREATE FUNCTION access_name_of(relation regclass, wanted bigint) RETURNS text
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path = public AS $$
DECLARE before text := access_enter_system(); found text;
BEGIN
  EXECUTE format('SELECT name FROM %s WHERE id = $1', relation) INTO found USING wanted;
  PERFORM access_leave_system(before);
  RETURN found;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_order_by_id")]

    operations = [
        migrations.RunSQL(
            FORWARD,
            reverse_sql="DROP FUNCTION access_name_of(regclass, bigint); DROP FUNCTION access_held(bigint, date);",
        ),
    ]
