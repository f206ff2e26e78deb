"""The statements by which an official file becomes areas and versions; called only by :mod:`access.services.area_files`."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from access.errors import refuse

STAGE = """
CREATE TEMP TABLE area_file (number int, code text COLLATE "C", parent_code text COLLATE "C", level text, name text, pinyin text DEFAULT '')
ON COMMIT DROP
"""
MISSING_PARENTS = """
SELECT f.number, f.parent_code FROM area_file f
WHERE f.parent_code <> '' AND NOT EXISTS (SELECT 1 FROM area_file p WHERE p.code = f.parent_code)
  AND NOT EXISTS (SELECT 1 FROM access_area a WHERE a.code = f.parent_code AND a.closed_on IS NULL)
ORDER BY f.number LIMIT %s
"""
NAMES_TO_SPELL = """
SELECT DISTINCT f.name FROM area_file f
WHERE NOT EXISTS (SELECT 1 FROM access_area a WHERE a.code = f.code AND a.closed_on IS NULL AND a.name = f.name)
"""
UPDATE_LEVEL = """
UPDATE access_area a SET name = f.name, parent_id = p.id, level = f.level,
  pinyin = CASE WHEN a.name = f.name THEN a.pinyin ELSE f.pinyin END
FROM area_file f LEFT JOIN access_area p ON p.code = f.parent_code AND p.closed_on IS NULL AND f.parent_code <> ''
WHERE f.level = %(level)s AND a.code = f.code AND a.closed_on IS NULL
  AND (a.name <> f.name OR a.level <> f.level OR a.parent_id IS DISTINCT FROM p.id)
"""
INSERT_LEVEL = """
INSERT INTO access_area (level, code, name, parent_id, path, pinyin, basis, opened_on)
SELECT f.level, f.code, f.name, p.id, '', f.pinyin, '', %(on)s
FROM area_file f LEFT JOIN access_area p ON p.code = f.parent_code AND p.closed_on IS NULL AND f.parent_code <> ''
WHERE f.level = %(level)s AND NOT EXISTS (SELECT 1 FROM access_area a WHERE a.code = f.code AND a.closed_on IS NULL)
ORDER BY f.code
"""
# Only below what the file itself covers: a file of one province says nothing of the others.
VANISHED = """
WITH RECURSIVE gone AS (
  SELECT a.id FROM access_area a JOIN access_area p ON p.id = a.parent_id JOIN area_file f ON f.code = p.code
  WHERE p.closed_on IS NULL AND {official}
  UNION
  SELECT a.id FROM gone JOIN access_area a ON a.parent_id = gone.id WHERE {official}
)
SELECT id FROM gone
""".format(
    official="a.closed_on IS NULL AND a.code <> '' AND a.level IN ('province', 'prefecture', 'county', 'township', 'community')"
    " AND NOT EXISTS (SELECT 1 FROM area_file f WHERE f.code = a.code)"
)
STILL_USED = """
SELECT v.name, b.name FROM access_area v JOIN access_area b ON b.parent_id = v.id AND b.closed_on IS NULL
WHERE v.id = ANY(%(ids)s) AND b.id <> ALL(%(ids)s) ORDER BY v.path, b.name LIMIT 10
"""
CLOSE = "UPDATE access_area SET closed_on = %(on)s WHERE id = ANY(%(ids)s)"
CLOSE_VERSIONS = """
UPDATE access_areaversion SET valid = daterange(lower(valid), %(on)s)
WHERE area_id = ANY(%(ids)s) AND upper_inf(valid) AND lower(valid) < %(on)s
"""
MEND_PATHS = """
UPDATE access_area a SET path = p.path || a.id || '.' FROM access_area p WHERE p.id = a.parent_id AND a.path <> p.path || a.id || '.'
"""
# Areas whose open version no longer says what the area is (or that have none).
OUTDATED = """
SELECT a.id FROM access_area a LEFT JOIN access_areaversion v ON v.area_id = a.id AND upper_inf(v.valid)
WHERE a.closed_on IS NULL AND (v.id IS NULL OR (v.code, v.name, v.path) IS DISTINCT FROM (a.code, a.name, a.path)
                               OR v.parent_id IS DISTINCT FROM a.parent_id)
"""
IN_THE_WAY = """
SELECT a.name FROM access_areaversion v JOIN access_area a ON a.id = v.area_id
WHERE v.area_id = ANY(%(ids)s) AND (lower(v.valid) > %(on)s OR upper(v.valid) > %(on)s) ORDER BY a.path LIMIT 5
"""
DROP_SAME_DAY = (
    "DELETE FROM access_areaversion WHERE area_id = ANY(%(ids)s) AND upper_inf(valid) AND lower(valid) = %(on)s"
)
WRITE = """
INSERT INTO access_areaversion (area_id, code, name, parent_id, path, valid, reason)
SELECT id, code, name, parent_id, path, daterange(%(on)s, NULL), %(reason)s FROM access_area WHERE id = ANY(%(ids)s) ORDER BY id
"""


def stage(cursor: Any, lines: Iterable[Any]) -> None:
    """Copy the file's lines into a table of this transaction."""
    cursor.execute("DROP TABLE IF EXISTS pg_temp.area_file")
    # On the first load the planner still believes the tree to be empty, and the trigger would keep a plan made for that.
    cursor.execute("SET LOCAL enable_nestloop = off")
    cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    cursor.execute("SET LOCAL statement_timeout = '10min'")  # a job, not a request
    cursor.execute(STAGE)
    with cursor.copy("COPY area_file (number, code, parent_code, level, name) FROM STDIN") as copy:
        for line in lines:
            copy.write_row((line.number, line.code, line.parent_code, line.level, line.name))
    cursor.execute("CREATE UNIQUE INDEX ON area_file (code)")
    cursor.execute("ANALYZE area_file")


def missing_parents(cursor: Any, *, limit: int) -> list[tuple[int, str]]:
    """Return (line number, code) of parents that neither the file nor the tree has."""
    cursor.execute(MISSING_PARENTS, [limit])
    return list(cursor.fetchall())


def set_pinyin(cursor: Any, spell: Callable[[str], str]) -> None:
    """Spell the names that the tree does not have yet."""
    cursor.execute(NAMES_TO_SPELL)
    names = [name for (name,) in cursor.fetchall()]
    cursor.execute(
        "UPDATE area_file f SET pinyin = s.pinyin FROM unnest(%s::text[], %s::text[]) s (name, pinyin) WHERE f.name = s.name",
        [names, [spell(name) for name in names]],
    )


def total(cursor: Any) -> int:
    """Return how many areas there are, closed ones included."""
    cursor.execute("SELECT count(*) FROM access_area")
    return int(cursor.fetchone()[0])


def merge_level(cursor: Any, level: str, on: date) -> None:
    """Change and add the areas of one level; those above it are done."""
    cursor.execute(UPDATE_LEVEL, {"level": level})
    cursor.execute(INSERT_LEVEL, {"level": level, "on": on})


def close_missing(cursor: Any, on: date) -> int:
    """Close the official areas below the file's own that the file no longer has; return how many.

    Raises:
        ValidationError: an area of our own below one of them is still in use.
    """
    cursor.execute(VANISHED)
    ids = [pk for (pk,) in cursor.fetchall()]
    cursor.execute(STILL_USED, {"ids": ids})
    if used := cursor.fetchall():
        refuse(
            _("要撤销的辖区下还有在用的辖区：%(pairs)s。"),
            code="area_not_empty",
            pairs="、".join(f"{a} / {b}" for a, b in used),
        )
    _refuse_later_changes(cursor, ids, on)
    cursor.execute(CLOSE, {"ids": ids, "on": on})
    cursor.execute(CLOSE_VERSIONS, {"ids": ids, "on": on})
    return len(ids)


def mend_paths(cursor: Any) -> None:
    """Carry moves down to every area below, own levels included."""
    while True:
        cursor.execute(MEND_PATHS)
        if not cursor.rowcount:
            return


def write_versions(cursor: Any, on: date) -> int:
    """Give each area that is no longer what its open version says a new version from the day on; return how many.

    Raises:
        ValidationError: a change after that day stands in the way.
    """
    cursor.execute(OUTDATED)
    ids = [pk for (pk,) in cursor.fetchall()]
    _refuse_later_changes(cursor, ids, on)
    values = {"ids": ids, "on": on, "reason": _("官方区划文件")}
    cursor.execute(DROP_SAME_DAY, values)
    cursor.execute(CLOSE_VERSIONS, values)
    cursor.execute(WRITE, values)
    return len(ids)


def _refuse_later_changes(cursor: Any, ids: list[int], on: date) -> None:
    cursor.execute(IN_THE_WAY, {"ids": ids, "on": on})
    if names := [name for (name,) in cursor.fetchall()]:
        refuse(
            _("该日期之后已有变更：%(names)s。请用更晚的日期。"), code="not_the_last_version", names="、".join(names)
        )
