"""Pages of evidence files."""

from django.urls import path

from foundation.documents import views

app_name = "documents"

urlpatterns = [path("files/<uuid:key>/", views.download, name="download")]
