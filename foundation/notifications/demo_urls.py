"""Included only when DEMO is set."""

from django.urls import path

from foundation.notifications import views

urlpatterns = [path("demo/outbox/", views.demo_outbox, name="demo_outbox")]
