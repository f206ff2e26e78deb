"""The public posts of an owner in a table of units: named in one column or in one for each, dated, exported, the same when read again."""

import pytest

from enterprises.choices import SocialPost
from enterprises.models import IdentityFact, Unit
from enterprises.rules.sheets.layout import Vocabulary
from enterprises.services.sheets import batches
from enterprises.services.sheets.owner_posts import CHOICES, gather
from enterprises.services.sheets.unit_fields import fields
from tests.enterprises.sheets import act, again, confirmed, rows, upload, work, workbook
from tests.factories.access import TODAY
from tests.factories.enterprises import code, unit

P = SocialPost
VOCABULARY = Vocabulary(fields())


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("access.services.jobs.send", lambda pk: None)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("两代表一委员", "owner_posts"), ("主要社会职务", "owner_posts"), ("是否有“两代表一委员”", "owner_posts"),
        ("出资人担任的两代表一委员", "owner_posts"), ("人大代表、政协委员", "owner_posts"), ("是否人大代表", "post_npc_deputy"),
        ("业主是否政协委员", "post_cppcc_member"), ("是否党代表", "post_party_delegate"), ("工商联任职", "post_federation"),
        ("联系人", "contact_name"), ("出资人", "owner"),
    ],
)  # fmt: skip
def test_the_columns_of_posts_are_known_by_what_forms_call_them(header, name):
    assert VOCABULARY.find(header) == name


@pytest.mark.parametrize(("word", "post"), [("区人大代表", P.NPC_DEPUTY), ("市政协委员", P.CPPCC_MEMBER), ("工商联执委", P.FEDERATION),
                                            ("党代表", P.PARTY_DELEGATE), *((str(one.label), one) for one in P)])  # fmt: skip
def test_every_word_of_a_post_is_known(word, post):
    assert CHOICES[word] == post


@pytest.mark.parametrize(
    ("values", "known", "told"),
    [
        ({}, [P.NPC_DEPUTY], None),
        ({"owner_posts": [P.CPPCC_MEMBER, P.NPC_DEPUTY, P.NPC_DEPUTY]}, [], [P.NPC_DEPUTY, P.CPPCC_MEMBER]),
        ({"post_npc_deputy": True}, [P.CPPCC_MEMBER], [P.NPC_DEPUTY, P.CPPCC_MEMBER]),
        ({"post_npc_deputy": False}, [P.NPC_DEPUTY, P.FEDERATION], [P.FEDERATION]),
        ({"post_npc_deputy": False}, [], []),
    ],
)
def test_what_no_column_says_stays_as_it_is_known(values, known, told):
    gather(values, {"owner_posts": known})
    assert values == ({} if told is None else {"owner_posts": told})


def test_posts_are_judged_written_dated_shown_and_taken_back(land, east, client):
    known = unit(land.first, name="老单位有限公司", owner="张三")
    head, one = ["单位名称", "统一社会信用代码", "社区", "业主", "主要社会职务"], code()
    content = workbook(("a", [
        head, ["新单位有限公司", one, "东一社区", "李四", "区人大代表、市工商联执委"],
        ["老单位有限公司", known.uscc, "东一社区", "张三", "政协委员"], ["坏单位有限公司", code(), "东一社区", "王五", "劳动模范"],
    ]))  # fmt: skip
    batch = upload(content, east, land.east)
    assert (batch.counts["new"], batch.counts["changed"], batch.counts["error"]) == (1, 1, 1)
    (changed,) = rows(batch, verdict="changed")
    assert changed.changes == [
        {"field": "owner_posts", "label": "出资人担任的两代表一委员", "old": "", "new": "政协委员"}
    ]
    (wrong,) = rows(batch, verdict="error")
    assert "“劳动模范”不在可选范围内" in wrong.findings[0]["message"]
    assert "人大代表" in wrong.findings[0]["message"]
    confirmed(batch, east)
    made = Unit.objects.as_system("t").get(uscc=one)
    known.refresh_from_db()
    assert (made.owner_posts, known.owner_posts) == ([P.NPC_DEPUTY, P.FEDERATION], [P.CPPCC_MEMBER])
    fact = IdentityFact.objects.as_system("t").get(unit=known, part="owner_posts")
    assert (fact.value, fact.source, fact.since) == ("cppcc_member", "import", TODAY)
    act(batches.undo, batch, east)
    assert work(batch)[1].counts["undone"] == 2
    known.refresh_from_db()
    assert known.owner_posts == []
    said = IdentityFact.objects.as_system("t").filter(unit=known, part="owner_posts").as_of(TODAY)
    assert [one.value for one in said] == [""]
    assert again(batch).state == "undone"
