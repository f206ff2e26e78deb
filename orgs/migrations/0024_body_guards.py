"""Work of bodies lies in their area, entries and participants where their row lies; what happened is only added to."""

from django.db import migrations

from access.rls import AppendOnly, FactTable, ScopeTable


class Migration(migrations.Migration):
    dependencies = [("orgs", "0023_bodies")]

    operations = [
        *(
            ScopeTable(f"orgs_{name}", parent=("access_area", "area_id"))
            for name in ("bodymember", "bodypost", "bodymeeting", "bodytask")
        ),
        ScopeTable("orgs_meetingbody", parent=("orgs_bodymeeting", "meeting_id")),
        ScopeTable("orgs_taskentry", parent=("orgs_bodytask", "task_id")),
        FactTable("orgs_bodymember", key=("committee_id", "member_id")),
        FactTable("orgs_bodypost", key=("body_id", "person_id")),
        AppendOnly("orgs_bodymeeting"),
        AppendOnly("orgs_meetingbody"),
        AppendOnly("orgs_taskentry"),
    ]
