"""The units of a back-check's sample are kept with the round when it is drawn: whoever sees only a part of them sees the same ones."""

import django.contrib.postgres.fields
from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION enterprises_surveyround_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  later CONSTANT text[] := ARRAY['check_seed', 'check_size', 'check_drawn_at', 'check_units', 'base_review_id'];
BEGIN
  IF (TG_OP = 'DELETE' AND OLD.state = 'closed')
     OR (TG_OP = 'UPDATE' AND OLD.state = 'closed' AND to_jsonb(NEW) - later <> to_jsonb(OLD) - later)
     OR (TG_OP = 'UPDATE' AND OLD.check_seed IS NOT NULL
         AND (NEW.check_seed, NEW.check_size, NEW.check_drawn_at) IS DISTINCT FROM (OLD.check_seed, OLD.check_size, OLD.check_drawn_at))
     OR (TG_OP = 'UPDATE' AND OLD.check_units <> '{}' AND NEW.check_units <> OLD.check_units)
  THEN
    RAISE EXCEPTION 'a round is closed once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'enterprises_surveyround_closed_once';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
"""
# What rules.rounds.draw does: by the digest of seed and unit, then by unit. Drawn before this column was there.
FILL = """
UPDATE enterprises_surveyround AS round SET check_units = ARRAY(
  SELECT task.unit_id FROM enterprises_roundtask AS task
  WHERE task.round_id = round.id AND task.closed_code = 'done' AND task.coded_at <= round.check_drawn_at
  ORDER BY sha256(convert_to(round.check_seed || ':' || task.unit_id, 'UTF8')), task.unit_id LIMIT round.check_size)
WHERE round.check_seed IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0028_rows_by_place")]

    operations = [
        migrations.AddField(
            model_name="surveyround",
            name="check_units",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                db_default=[],
                default=list,
                editable=False,
                size=None,
                verbose_name="抽查单位",
            ),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
