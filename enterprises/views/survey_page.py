"""The survey page itself (走访): a shell without any data, and the worker that keeps it on the device."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from access.doors import Door
from access.views.generic import DoorMixin
from enterprises.choices import DifficultyKind, TalkKind, VisitOutcome
from enterprises.queries.phone import VISIT

PAGE = "enterprises/survey.html"
FILES = (
    "dist/survey-look.css", "dist/theme.js", "dist/survey.js", "img/emblem.svg", "img/emblem-180.png",
    "survey.webmanifest",
)  # fmt: skip
WORKER = "dist/survey-worker.js"


class SurveyView(DoorMixin, TemplateView):
    """The page; what it shows comes from the device."""

    door = Door(VISIT)
    template_name = PAGE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the words that the script says, and the choices of the form."""
        choices = {"outcomes": VisitOutcome.choices, "talks": TalkKind.choices, "difficulties": DifficultyKind.choices}
        return super().get_context_data(words=words(), **choices, **kwargs)


class WorkerView(View):
    """The service worker: served below /survey/, so that its scope is that page."""

    door = Door.public("a program without data, which the browser fetches by itself")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Write what the worker keeps, and fetch its program; another release or language has another name."""
        files = [staticfiles_storage.url(name) for name in FILES]
        told = {"name": f"survey-{_digest(request)}", "page": reverse("survey:page"), "files": files}
        script = f"self.SURVEY = {json.dumps(told)};\nimportScripts({json.dumps(staticfiles_storage.url(WORKER))});\n"
        return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _digest(request: HttpRequest) -> str:
    """Return what changes whenever the page or one of its files does."""
    found = hashlib.sha256(f"{get_language()}{request.COOKIES.get('theme', '')}{words()}".encode())
    found.update(Path(settings.BASE_DIR, "templates", PAGE).read_bytes())
    for name in (*FILES, WORKER):
        found.update(staticfiles_storage.url(name).encode())
    return found.hexdigest()[:16]


def words() -> dict[str, str]:
    """Return the sentences of the script in the reader's language; {…} is filled in there."""
    return {
        "unknown": _("台账尚无"),
        "known": _("台账 {value} · {source}"),
        "last_visit": _("上次走访 {day}"),
        "never_visited": _("还没有走访过"),
        "revisit": _("{day}回访"),
        "progress": _("待走访 {open} 家，已走访 {done} 家；名单取于 {day}"),
        "my_list": _("我的走访名单"),
        "all_areas": _("全部辖区"),
        "yes": _("是"),
        "no": _("否"),
        "save": _("保存"),
        "save_unchanged": _("没有变化，保存"),
        "save_changes": _("保存，改了 {number} 项"),
        "saved": _("“{name}”已存在本机。"),
        "not_saved": _("没有存上，请清理手机空间后再保存，先不要离开本页。"),
        "no_number": _("“{label}”应填数字。"),
        "difficulty_kind": _("请选择困难类别。"),
        "difficulty_text": _("请写明困难内容。"),
        "no_photo": _("这个文件不是可用的照片。"),
        "photo_refused": _("有照片服务器不收，仍在本机，可存成文件。"),
        "drop_photo": _("去掉这张照片"),
        "confirmed": _("{day} 走访核实"),
        "photos_waiting": _("还有 {number} 张照片待传送，走访不受影响。"),
        "revisit_later": _("回访日期须晚于今天。"),
        **_locks(),
        **_network(),
        **_warnings(),
    }


def _locks() -> dict[str, str]:
    return {
        "pin_rule": _("口令为8至12位数字，不能是生日、连号、重复的数字，两遍要一致。"),
        "wrong_pin": _("口令不对。连续输错8次后须联网恢复。"),
        "unsent": _("本机有 {number} 条走访尚未送达。"),
        "lock_ended": _(
            "资料已锁上：期限已到（72小时没有联网）、已退出登录，或口令连错8次。联网并登录后恢复，本机 {number} 条走访仍在。"
        ),
        "lock_revoked": _("这部手机已停用，资料不能再打开。"),
        "lock_none": "",
        "renewed": _("已恢复，请输入口令。"),
        "state_here": _("在本机"),
        "state_received": _("已送达"),
        "state_waiting": _("已送达"),
        "state_held": _("待核实"),
        "state_applied": _("已入库"),
        "state_closed": _("未采用"),
        "state_done": _("已访"),
    }


def _network() -> dict[str, str]:
    return {
        "net_on": _("已同步 {time}"),
        "net_offline": _("没有网络"),
        "net_signed_out": _("登录已到期"),
        "net_token": _("请刷新本页后再试"),
        "net_revoked": _("这部手机已停用"),
        "net_unknown": _("登录账号不是这部手机的使用人"),
        "net_denied": _("没有走访的权限"),
        "net_refused": _("没有成功，请稍后再试"),
        "net_unreadable": _("有一条走访服务器无法识别，仍在本机"),
        "net_other_content": _("同号的另一份内容已留存"),
    }


def _warnings() -> dict[str, str]:
    return {
        "file_warning": _("文件不加密，拿到的人都能看，送出后请删除。现在存吗？"),
        "file_saved": _("已存成文件：{visits} 条走访，{pictures} 张照片。请尽快找能联网的手机送出。"),
        "file_empty": _("没有未送达的走访和照片，不用存。"),
        "file_sent": _("已送出 {number} 条。"),
        "file_unreadable": _("这不是存下的走访文件。"),
        "sign_out_warning": _("还有 {number} 条走访只在这部手机上，退出后要重新登录才能送出。现在退出吗？"),
        "again_warning": _("将清空这部手机上的走访资料，其中 {number} 条未送达的会丢失。确定吗？"),
    }
