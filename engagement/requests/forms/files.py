"""The form of the page on which files are added."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from foundation.documents.forms import FilesField


class Files(forms.Form):
    """`asked`: whether the person pressed the button that adds files, and so has to choose one."""

    chosen = FilesField(label=_("Add files"), required=False)
    show = {"chosen": {"label": "s", "optional": False}}

    def __init__(self, *args: Any, asked: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chosen"].required = asked
