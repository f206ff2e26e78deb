"""Appointing and relieving people in an organization's posts (任免)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated, policy
from access.errors import conflict, refuse
from access.errors import require as require_none
from access.models import Person
from access.principals import Principal
from orgs.choices import PostKind, SecretarySource
from orgs.models import Coverage, PartyOrg, Post
from orgs.rules import posts as rules
from orgs.services import locks, reaches
from orgs.services.rules_in_force import require

APPOINT = "orgs.appoint_post"


@transaction.atomic
def appoint(
    *, org: PartyOrg, person: Person, kind: PostKind, on: date, by: Principal, until: date | None = None,
    secretary_source: SecretarySource | str = "", is_formal_member: bool = True, cross_post: str = "",
    approval_no: str = "",
) -> Post:  # fmt: skip
    """Appoint a person to a post; a secretary comes to reach the organization and the units it covers.

    Raises:
        Denied: the organization or the person lies outside what ``by`` may do.
        ValidationError: the post is taken, the secretary's source is missing, or not a formal member.
        Conflict: the organization is not active on that day.
    """
    kind = PostKind(kind)
    org = locks.lock_org(org, permission=APPOINT, by=by)
    policy.check(by, "access.view_person", person)
    locks.require_active(org, on=on)
    locks.not_in_future(_("任职日期"), on, by=by)
    if until is not None and until <= on:
        refuse(_("免职日期必须晚于任职日期。"), field="until", code="dates_out_of_order")
    _require_free(org, person, kind, on)
    is_owner = secretary_source == SecretarySource.OWNER or _owns_covered_unit(org, person, on)
    if kind == PostKind.SECRETARY:
        _require_secretary(secretary_source, is_formal_member=is_formal_member, is_owner=is_owner)
    post = dated.record(
        Post, key={"org": org, "person": person, "kind": kind}, since=on, until=until, by=by,
        values={
            "secretary_source": secretary_source if kind == PostKind.SECRETARY else "", "is_owner": is_owner,
            "cross_post": cross_post, "approval_no": approval_no,
        },
    )  # fmt: skip
    if kind == PostKind.SECRETARY:
        reaches.open_for_secretary(org, person, since=on, until=until)
    audit.record(by, "orgs.appointed", org, person=person.pk, kind=str(kind), on=str(on), approval_no=approval_no)
    return post


@transaction.atomic
def relieve(*, post: Post, on: date, reason: str, by: Principal) -> None:
    """End a post on a day (免职); what the person reached through it ends too.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        Conflict: the post does not stand on that day.
    """
    org = locks.lock_org(post.org, permission=APPOINT, by=by)
    key = {"org": org, "person_id": post.person_id, "kind": post.kind}
    rows = Post.objects.of(org=org).live().filter(**key, valid__overlap=post.valid)
    row = rows.order_by("pk").first()
    if row is None or on <= row.since or (row.until is not None and on > row.until):
        conflict(_("该职务在%(on)s不在任，请刷新后重试。"), code="post_not_held", on=on.isoformat())
    dated.end(Post, key=key, on=on, by=by, values={"ended_reason": reason})
    if post.kind == PostKind.SECRETARY:
        reaches.end_for_secretary(org, post.person_id, on=on)
    audit.record(by, "orgs.relieved", org, person=post.person_id, kind=post.kind, on=str(on), reason=reason)


def _require_free(org: PartyOrg, person: Person, kind: PostKind, on: date) -> None:
    standing = [p for p in Post.objects.of(org=org).live() if p.until is None or p.until > on]
    require_none(rules.check_post({PostKind(post.kind) for post in standing}, kind), field="kind")
    if any(post.person_id == person.pk and post.kind == kind for post in standing):
        refuse(_("“%(person)s”已担任这一职务。"), field="person", code="post_held", person=person.name)


def _require_secretary(source: str, *, is_formal_member: bool, is_owner: bool) -> None:
    if not source:
        refuse(_("请填写书记来源。"), field="secretary_source", code="source_missing")
    verdict = rules.check_secretary(
        is_formal_member=is_formal_member, source=SecretarySource(source), is_investor=is_owner
    )
    require(verdict, field="person")


def _owns_covered_unit(org: PartyOrg, person: Person, on: date) -> bool:
    return Coverage.objects.of_org(org).as_of(on).filter(unit__owner=person).exists()
