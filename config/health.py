"""Whether this process lives and whether it can serve; says nothing else, because anybody may ask."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from access.doors import Door, entrance

PROBE = Door.public("探活:监测程序没有账号,回答不含任何数据")


@entrance(PROBE)
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


@entrance(PROBE)
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database"}, status=503)
    return JsonResponse({"status": "ok"})


live.asks_nobody = ready.asks_nobody = True
