"""Members lie where their organization lies, their facts and letters where they lie; facts are superseded, never edited."""

from django.db import migrations

from access.rls import FactTable, ScopeTable

OF_MEMBER = {"orgs.org": "(SELECT m.org_id FROM orgs_member AS m WHERE m.id = member_id)"}


class Migration(migrations.Migration):
    dependencies = [("orgs", "0015_members")]

    operations = [
        ScopeTable("orgs_member", parent=("orgs_partyorg", "org_id"), reach={"orgs.org": "org_id"}),
        *(
            ScopeTable(f"orgs_{name}", parent=("orgs_member", "member_id"), reach=OF_MEMBER)
            for name in ("memberstagefact", "relationfact", "membertransfer")
        ),
        FactTable("orgs_memberstagefact", key=("member_id",)),
        FactTable("orgs_relationfact", key=("member_id",)),
    ]
