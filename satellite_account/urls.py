"""Pages of the satellite account."""

from django.urls import URLPattern

app_name = "satellite"

urlpatterns: list[URLPattern] = []
