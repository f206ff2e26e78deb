"""Who is looked for and who reported in lie in their area, entries with their target; entries and publications are inserted only."""

from django.db import migrations

from access.rls import AppendOnly, FactTable, ScopeTable

AREA = ("access_area", "area_id")
OF_TARGET = {"orgs.org": "(SELECT t.org_id FROM orgs_searchtarget AS t WHERE t.id = target_id)"}


class Migration(migrations.Migration):
    dependencies = [("orgs", "0026_search")]

    operations = [
        *(
            ScopeTable(f"orgs_{name}", parent=AREA, reach={"orgs.org": "org_id"})
            for name in ("searchtarget", "searchnotice")
        ),
        ScopeTable("orgs_searchentry", parent=("orgs_searchtarget", "target_id"), reach=OF_TARGET),
        *(ScopeTable(f"orgs_{name}", parent=AREA) for name in ("reportin", "reportincount")),
        AppendOnly("orgs_searchentry"),
        AppendOnly("orgs_searchnotice"),
        FactTable("orgs_reportincount", key=("area_id",)),
    ]
