"""The public posts of an owner (两代表一委员、工商联任职) in a table of units: one column that names them, or one for each.

Source: domain 7.6 H "主要社会职务", I "是否有'两代表一委员'"; source 002 P6.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from enterprises.choices import SocialPost
from enterprises.rules.sheets.cells import folded
from enterprises.rules.sheets.layout import Field

NAME, EACH = "owner_posts", "post_"
LEVELS = ("", "全国", "省", "市", "区", "县", "旗", "乡", "镇", "街道")
WORDS: dict[SocialPost, tuple[str, ...]] = {
    SocialPost.PARTY_DELEGATE: ("党代会代表", "党代表"),
    SocialPost.NPC_DEPUTY: ("人大代表", "人民代表", "人大"),
    SocialPost.CPPCC_MEMBER: ("政协委员", "政协常委", "政协"),
    SocialPost.FEDERATION: (
        "工商联任职", "工商联", "工商联执委", "工商联常委", "工商联委员", "工商联会员", "工商联副主席", "工商联主席",
    ),
}  # fmt: skip
OPTIONS = {post.value: str(post.label) for post in SocialPost}
CHOICES = {
    folded(level + word): post.value
    for post, words in WORDS.items()
    for level in LEVELS
    for word in (*words, post.value)
}
WHOSE = ("", "是否", "是否为", "出资人是否", "出资人是否为", "业主是否", "业主是否为", "企业主是否", "负责人是否")
FIELDS = (
    Field(
        NAME, "出资人担任的两代表一委员", "choices",
        (
            "两代表一委员", "是否两代表一委员", "是否有两代表一委员", "出资人两代表一委员", "业主两代表一委员", "主要社会职务",
            "社会职务", "出资人社会职务", "业主社会职务", "政治安排", "出资人政治安排", "业主政治安排",
            "人大代表政协委员", "人大代表或政协委员", "两代表一委员情况",
        ),
        choices=CHOICES, options=OPTIONS, hint="多个用顿号分开，可填：" + "、".join(OPTIONS.values()),
    ),
    *(
        Field(
            EACH + post.value, OPTIONS[post.value], "yes",
            tuple(whose + word for word in WORDS[post][:2] for whose in WHOSE), is_read_only=True,
        )
        for post in SocialPost
    ),
)  # fmt: skip


def ordered(posts: Iterable[str]) -> list[str]:
    """Return posts in the order of their vocabulary, each once."""
    held = set(posts)
    return [post.value for post in SocialPost if post.value in held]


def gather(values: dict[str, Any], known: Mapping[str, Any]) -> None:
    """Make one value of what the columns of a row say; a post of which no column speaks stays as it is known."""
    said = {post.value: values.pop(EACH + post.value) for post in SocialPost if EACH + post.value in values}
    if NAME not in values and not said:
        return
    held = set(values.get(NAME, known.get(NAME, ())))
    held = (held | {post for post, is_held in said.items() if is_held}) - {
        post for post, is_held in said.items() if not is_held
    }
    values[NAME] = ordered(held)
