"""Where an outside e-signature service tells that somebody signed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from foundation.common.errors import Invalid, NotAllowed, WrongState
from secondments import esign
from secondments.actions import esigning


@csrf_exempt
@never_cache
@require_POST
def heard(request: HttpRequest) -> HttpResponse:
    """The message is proven by the service's own seal, never by a session. Heard twice, it is answered alike."""
    service = esign.provider()
    if service is None:
        return JsonResponse({"error": "no service"}, status=404)
    try:
        esigning.hear(said=service.hear(request.headers, request.body))
    except NotAllowed as refusal:
        return JsonResponse({"error": str(refusal.message)}, status=403)
    except WrongState as refusal:
        return JsonResponse({"error": str(refusal.message)}, status=409)
    except Invalid as refusal:
        sentences = [str(one) for found in refusal.errors.values() for one in found]
        return JsonResponse({"error": " ".join(sentences)}, status=400)
    return JsonResponse({"heard": True})
