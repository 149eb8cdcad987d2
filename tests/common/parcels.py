"""A small thing with a door, so that the base of the API is proven apart from any room that uses it."""

from django.db import models, transaction
from django.db.models import Q
from django.urls import include, path
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.routers import SimpleRouter

from foundation.accounts.machines import MachineClient
from foundation.common.api import Body, Day, FilterSet, Flag, Moment, OneOf, Rows, Shape, creates, verb
from foundation.common.errors import Invalid, NotAllowed, Unavailable, WrongState


class State(models.TextChoices):
    HERE = "here"
    SENT = "sent"
    LOST = "lost"


class ParcelQuerySet(models.QuerySet):
    def visible_to(self, principal):
        if not principal.is_authenticated:
            return self.filter(is_public=True)
        return self.filter(Q(owner=principal.client_id) | Q(is_public=True))


class Parcel(models.Model):
    ref = models.CharField(max_length=20, unique=True)
    owner = models.CharField(max_length=100)
    label = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State, default=State.HERE)
    is_public = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    objects = ParcelQuerySet.as_manager()

    class Meta:
        app_label = "parcels"

    def __str__(self):
        return self.ref


@transaction.atomic
def post(*, label, by):
    """Post a new parcel."""
    number = Parcel.objects.count() + 1
    return Parcel.objects.create(ref=f"P-{number:04d}", label=label, owner=by.client_id)


@transaction.atomic
def send(*, parcel, by, label=""):
    """Send a parcel on its way.

    Raises WrongState unless it is here.
    """
    parcel = Parcel.objects.select_for_update().get(pk=parcel.pk)
    if parcel.state != State.HERE:
        raise WrongState("This parcel has left.")
    parcel.state, parcel.label, parcel.version = State.SENT, label or parcel.label, parcel.version + 1
    parcel.save()
    return parcel


def give_away(*, parcel, to, by):
    """Give a parcel to another owner."""
    Parcel.objects.filter(pk=parcel.pk).update(owner=to)


def refuse(*, parcel, by, how):
    """Refuse in each way that a room may."""
    Parcel.objects.filter(pk=parcel.pk).update(state=State.LOST)
    raise {
        "forbidden": NotAllowed("Not with your role."),
        "field": Invalid({"how": ["Say it better."]}),
        "whole": Invalid("It does not add up."),
        "away": Unavailable(),
        "bug": ZeroDivisionError("secret words"),
    }[how]


class Label(Body):
    label = serializers.CharField(max_length=100)


class NewLabel(Body):
    label = serializers.CharField(max_length=100, required=False)


class NewOwner(Body):
    to = serializers.CharField(max_length=100)


class Refusal(Body):
    how = serializers.ChoiceField(["forbidden", "field", "whole", "away", "bug"])


class ParcelShape(Shape):
    class Meta:
        model = Parcel
        fields = ("ref", "label", "state", "is_public", "sent_at", "due_on", "updated_at")


class ParcelFilters(FilterSet):
    state = OneOf(choices=State)
    is_public = Flag()
    due_before = Day(field_name="due_on", lookup_expr="lt")
    sent_since = Moment(field_name="sent_at", lookup_expr="gte")


class Parcels(Rows):
    """Parcels of the client."""

    thing = "parcels"
    target = "parcel"
    queryset = Parcel.objects.all()
    serializer_class = ParcelShape
    filterset_class = ParcelFilters
    lookup_field, lookup_value_regex = "ref", "P-[0-9]{4}"
    orderings = {"ref": ("ref",), "-updated_at": ("-updated_at", "-ref")}

    create = creates(post, Label)
    send = verb(send, NewLabel)
    give_away = verb(give_away, NewOwner)
    refuse = verb(refuse, Refusal)


class PublicParcels(Rows):
    """Parcels that anybody may see."""

    thing = "parcels"
    public = True
    queryset = Parcel.objects.filter(is_public=True)
    serializer_class = ParcelShape
    lookup_field, lookup_value_regex = "ref", "P-[0-9]{4}"
    orderings = {"ref": ("ref",)}


class NamedBearer(BaseAuthentication):
    """Tokens that say who they are: `Bearer name scope scope`. Real ones are proven where accounts and rooms meet."""

    def authenticate(self, request):
        scheme, _space, said = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        name, *scopes = said.split()
        if name == "expired":
            raise AuthenticationFailed("The token has expired.")
        return MachineClient(name, scopes=frozenset(scopes)), None

    def authenticate_header(self, request):
        return "Bearer"


Parcels.authentication_classes = PublicParcels.authentication_classes = [NamedBearer]

router = SimpleRouter()
router.register("parcels", Parcels, basename="parcels")
router.register("shelf", PublicParcels, basename="shelf")
urlpatterns = [path("api/v1/", include(router.urls))]
handler404 = "foundation.common.pages.not_found"
handler500 = "foundation.common.pages.server_error"
