"""Pages of policy programmes."""

from django.urls import path

from engagement.programmes import views

app_name = "programmes"
ONE = "programmes/<slug:slug>/"

urlpatterns = [
    path("programmes/", views.index, name="list"),
    path("programmes/new/", views.new, name="new"),
    path(ONE, views.detail, name="detail"),
    path(ONE + "edit/", views.edit, name="edit"),
    path(ONE + "publish/", views.publish, name="publish"),
    path(ONE + "move/", views.move, name="move"),
    path(ONE + "decisions/new/", views.decision, name="new-decision"),
    path(ONE + "decisions/<uuid:key>/", views.decide, name="decide"),
]
