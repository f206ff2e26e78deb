"""What the steps of a re-election take."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from enterprises.forms.days import PastDayField
from orgs.choices import BallotPost
from orgs.forms.fields import ApproverField, OrgForm
from orgs.models import ReElection
from orgs.services import reelections as acts

MOST = 32767
LONGEST = 60


class DayForm(OrgForm):
    """The day of a step."""

    on = PastDayField(label=_("日期"))


class SeatsForm(OrgForm):
    """The request (换届请示): how many are to be elected."""

    on = PastDayField(label=_("请示日期"))
    formal = forms.IntegerField(
        label=_("正式党员数"), min_value=0, max_value=MOST, help_text=_("7名以上应当设支部委员会。")
    )
    committee = forms.IntegerField(
        label=_("应选委员数"), min_value=0, max_value=99, initial=0, help_text=_("含书记、副书记；不设委员会的填0。")
    )
    deputy = forms.IntegerField(label=_("应选副书记数"), min_value=0, max_value=9, initial=0)

    def seats(self) -> dict[BallotPost, int]:
        """Return the seats by post; every term has one secretary."""
        given = self.cleaned_data
        return {
            BallotPost.COMMITTEE: given["committee"], BallotPost.SECRETARY: 1, BallotPost.DEPUTY: given["deputy"],
        }  # fmt: skip


class ReplyForm(OrgForm):
    """The reply (批复)."""

    on = PastDayField(label=_("批复日期"))
    approval_no = forms.CharField(label=_("批复文号"), max_length=60)
    approved_by = ApproverField(label=_("批准机构"), required=False)

    def reply(self) -> acts.Reply:
        """Return what was filled in."""
        return acts.Reply(**self.cleaned_data)


class NomineesForm(OrgForm):
    """The candidates, one in a line, for each post that has seats."""

    on = PastDayField(label=_("审查日期"))

    def __init__(self, *args: Any, row: ReElection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for post in BallotPost:
            seats = row.seats.get(post.value, 0)
            if not seats:
                continue
            hint = _("应选%(seats)d名，每行一人。") % {"seats": seats}
            if post == BallotPost.COMMITTEE:
                hint = _("应选%(seats)d名，候选人比应选人数多20%%以上，每行一人。") % {"seats": seats}
            self.fields[post.value] = forms.CharField(
                label=_("%(post)s候选人") % {"post": post.label}, help_text=hint, max_length=2000,
                widget=forms.Textarea(attrs={"rows": min(seats + 2, 10)}),
                initial="\n".join(row.candidates.get(post.value, [])),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a line that is no name.

        Raises:
            ValidationError: a line of more than sixty characters.
        """
        given = super().clean() or self.cleaned_data
        for post in BallotPost:
            if any(len(line.strip()) > LONGEST for line in given.get(post.value, "").splitlines()):
                self.add_error(post.value, _("姓名最长60个字。"))
        return given

    def candidates(self) -> dict[BallotPost, list[str]]:
        """Return the names by post."""
        return {post: self.cleaned_data.get(post.value, "").splitlines() for post in BallotPost}


class VoteForm(OrgForm):
    """The count of votes: how many came, and for each post the ballots and the votes of each candidate."""

    on = PastDayField(label=_("选举日期"))
    entitled = forms.IntegerField(label=_("应到会有选举权人数"), min_value=1, max_value=MOST)
    present = forms.IntegerField(
        label=_("实到会有选举权人数"), min_value=0, max_value=MOST, help_text=_("不少于应到会人数的五分之四。")
    )

    def __init__(self, *args: Any, waiting: dict[BallotPost, tuple[int, tuple[str, ...]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = waiting
        for post, (seats, names) in waiting.items():
            words = {"post": post.label, "seats": seats}
            self.fields[f"issued_{post}"] = _count(_("%(post)s选票：发出（应选%(seats)d名）") % words)
            self.fields[f"returned_{post}"] = _count(_("%(post)s选票：收回") % words)
            for number, name in enumerate(names):
                self.fields[f"votes_{post}_{number}"] = _count(_("%(post)s：%(name)s得票") % {**words, "name": name})

    def vote(self) -> acts.Vote:
        """Return what was counted."""
        given = self.cleaned_data
        cast = {
            post: acts.Cast(
                given[f"issued_{post}"], given[f"returned_{post}"],
                {name: given[f"votes_{post}_{number}"] for number, name in enumerate(names)},
            )
            for post, (_seats, names) in self.waiting.items()
        }  # fmt: skip
        return acts.Vote(given["on"], given["entitled"], given["present"], cast)


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST)


class ReasonForm(OrgForm):
    """The day of a step, and why."""

    on = PastDayField(label=_("日期"))
    reason = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class FileForm(OrgForm):
    """The filing (备案)."""

    on = PastDayField(label=_("备案日期"))
    number = forms.CharField(label=_("备案号"), max_length=60)
