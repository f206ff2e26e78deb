"""Special states lie where their member lies; they are superseded, never edited."""

from django.db import migrations

from access.rls import FactTable, ScopeTable

OF_MEMBER = {"orgs.org": "(SELECT m.org_id FROM orgs_member AS m WHERE m.id = member_id)"}


class Migration(migrations.Migration):
    dependencies = [("orgs", "0018_member_states")]

    operations = [
        ScopeTable("orgs_memberstate", parent=("orgs_member", "member_id"), reach=OF_MEMBER),
        FactTable("orgs_memberstate", key=("member_id",)),
    ]
