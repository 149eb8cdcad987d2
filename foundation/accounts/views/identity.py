"""Where machines get and give back their tokens. Nothing else of the library's provider is open."""

from allauth.core.internal.httpkit import extract_basic_auth
from allauth.idp.oidc.models import Client
from allauth.idp.oidc.views import revoke as library_revoke
from allauth.idp.oidc.views import token as library_token
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from foundation.accounts import limits
from foundation.common.errors import TooMany, Unavailable


def _refusal(status: int, error: str, description: str) -> JsonResponse:
    return JsonResponse({"error": error, "error_description": description}, status=status)


def _objection(request: HttpRequest) -> JsonResponse | None:
    if request.method != "POST":
        response = _refusal(405, "invalid_request", "Use POST.")
        response["Allow"] = "POST"
        return response
    client_id = request.POST.get("client_id") or extract_basic_auth(dict(request.headers))[0] or ""
    if any("\x00" in value for value in (client_id, *request.POST.dict().values())):
        return _refusal(400, "invalid_request", "The request holds characters that are not allowed.")
    return _too_fast(request, client_id)


def _too_fast(request: HttpRequest, client_id: str) -> JsonResponse | None:
    try:
        limits.spend(request, "token", key=client_id)
    except TooMany as error:
        response = _refusal(
            429, "temporarily_unavailable", "Too many requests. A token lasts 30 minutes: keep it."
        )
        response["Retry-After"] = str(error.retry_after)
        return response
    except Unavailable:
        return _refusal(503, "temporarily_unavailable", "Try again in a few seconds.")
    return None


@csrf_exempt
@never_cache
def token(request: HttpRequest) -> HttpResponse:
    if objection := _objection(request):
        return objection
    if request.POST.get("grant_type") != Client.GrantType.CLIENT_CREDENTIALS:
        return _refusal(400, "unsupported_grant_type", "Use grant_type=client_credentials.")
    response: HttpResponse = library_token(request)
    return _uncached(response)


@csrf_exempt
@never_cache
def revoke(request: HttpRequest) -> HttpResponse:
    if objection := _objection(request):
        return objection
    response: HttpResponse = library_revoke(request)
    return _uncached(response)


def _uncached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"], response["Pragma"] = "no-store", "no-cache"
    return response
