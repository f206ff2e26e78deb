"""Live facts of a unit are kept apart by boxes of numbers, which cost a quarter of ranges to compare."""

from django.db import migrations

from access.rls import ApartByBoxes

ONE_AT_A_TIME = ("status", "placement", "managing", "scale", "members", "base", "liaison")


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0024_handovers_asked")]

    operations = [
        *(ApartByBoxes(f"enterprises_{subject}fact", "unit_id") for subject in ONE_AT_A_TIME),
        ApartByBoxes("enterprises_massorgfact", "unit_id", beside="kind", text=True),
        ApartByBoxes("enterprises_identityfact", "unit_id", beside="part", text=True),
        ApartByBoxes("enterprises_answerfact", "unit_id", beside="question_id"),
    ]
