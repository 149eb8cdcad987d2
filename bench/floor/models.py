from django.db import models


class Item(models.Model):
    """A row like a request's: a title, a text and a time."""

    title = models.CharField(max_length=120)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "floor"
        db_table = "bench_floor_item"

    def __str__(self) -> str:
        return self.title
