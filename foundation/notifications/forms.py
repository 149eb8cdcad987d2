from django.utils.translation import gettext_lazy as _

from foundation.common import forms
from foundation.notifications.enums import Delivery


class PreferenceForm(forms.Form):
    delivery = forms.ChoiceField(
        label=_("How often should we email you?"),
        choices=[
            (Delivery.EACH, _("At once")),
            (Delivery.DAILY, _("Once a day")),
            (Delivery.NONE, _("Not at all")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select how often we should email you")},
    )

    show = {
        "delivery": {
            "heading": "l",
            "hints": {
                Delivery.EACH: _("One email each time something happens"),
                Delivery.DAILY: _("One summary at 8am on days when something happened"),
                Delivery.NONE: _("You can see what happened when you sign in"),
            },
        }
    }
