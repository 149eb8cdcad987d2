"""What people type to sign in and to look after their account."""

from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as base_forms
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.accounts.addresses import LONGEST, canonical
from foundation.accounts.models import User
from foundation.common import forms

PASSKEY_FAILED = _("That passkey did not work here. Try again.")


class EmailForm(forms.Form):
    email = forms.CharField(
        label=_("Email address"),
        max_length=LONGEST,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter your email address")},
    )

    def clean_email(self) -> str:
        return canonical(self.cleaned_data["email"])


class NewEmailForm(EmailForm):
    email = forms.CharField(
        label=_("New email address"),
        help_text=_("We will send a code to this address to check that it is yours."),
        max_length=LONGEST,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter your new email address")},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("6 letters. Capitals and spaces do not matter."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        error_messages={"required": _("Enter the code from the email")},
    )
    show = {"code": {"width": 10}}


class NameForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": _("Full name")}
        help_texts = {"name": _("Charities and officials you write to will see this name.")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"})}
        error_messages = {"name": {"required": _("Enter your full name")}}

    show = {"name": {"width": 20}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Which language should we write to you in?"),
        choices=User.Language,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select English or Welsh")},
    )
    show = {"language": {"heading": "l"}}


class _AppCode(forms.Normalises):
    """The six digits that an authenticator app shows, or a recovery code where one will do."""

    show = {"code": {"width": 10}}
    label: Any = _("Code from your authenticator app")
    hint: Any = _("6 digits. Or use one of your recovery codes.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label, field.help_text = self.label, self.hint
        field.max_length = 40
        field.error_messages["required"] = _("Enter the code from your authenticator app")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class ActivateTotpForm(_AppCode, totp_forms.ActivateTOTPForm):
    hint = _("6 digits. It changes every 30 seconds.")


class AuthenticateForm(_AppCode, base_forms.AuthenticateForm):
    """Giving the factor at sign-in proves as much as giving it again a minute later."""

    def save(self) -> None:
        post_authentication(context.request, self.authenticator, reauthenticated=True)


MALFORMED = (TypeError, ValueError, KeyError, AttributeError, LookupError)


class CredentialField(forms.JSONField):
    """What a browser's authenticator answers: an object of bounded size."""

    LONGEST = 20_000

    def to_python(self, value: Any) -> Any:
        try:
            found = super().to_python(value if len(value or "") <= self.LONGEST else "")
        except RecursionError:
            found = None
        if not isinstance(found, dict):
            raise ValidationError(self.error_messages["required"])
        return found


class _Passkey:
    """The library trusts the shape of the answer; we do not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(widget=forms.HiddenInput)  # type: ignore[attr-defined]

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED:
            raise ValidationError(PASSKEY_FAILED) from None


class SignInPasskeyForm(_Passkey, webauthn_forms.LoginWebAuthnForm):
    pass


class AuthenticatePasskeyForm(_Passkey, webauthn_forms.AuthenticateWebAuthnForm):
    reauthenticated = True


class ReauthenticatePasskeyForm(_Passkey, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class ReauthenticateForm(_AppCode, base_forms.ReauthenticateForm):
    pass


class _PasskeyName(forms.Normalises):
    show = {"name": {"width": 20}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]  # type: ignore[attr-defined]
        field.label = _("Name of this passkey")
        field.help_text = _("So that you can tell it from others, for example: work laptop.")
        field.max_length = 80
        field.widget.attrs = {"autocomplete": "off", "maxlength": "80"}


class AddPasskeyForm(_PasskeyName, webauthn_forms.AddWebAuthnForm):
    """Every passkey of ours may sign in by itself, so each must check who holds it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["credential"] = CredentialField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        try:
            return super().clean()
        except MALFORMED:
            raise ValidationError(PASSKEY_FAILED) from None


class RenamePasskeyForm(_PasskeyName, webauthn_forms.EditWebAuthnForm):
    pass
