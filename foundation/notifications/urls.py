from django.urls import path

from foundation.notifications import views

app_name = "notifications"

urlpatterns = [
    path("account/notifications/", views.preferences, name="preferences"),
    path("outbox/", views.outbox, name="outbox"),
]
