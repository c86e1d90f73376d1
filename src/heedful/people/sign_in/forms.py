from allauth.account import forms as account
from allauth.mfa.base import forms as two_step
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NEW_PASSWORD = _("New password")
PASSWORD_HINT = _("At least ten characters, and nothing that many people use. A few words of your own are good.")
LONGEST_EMAIL = 150  # the name that a person signs in with
LONGEST_PASSWORD = 4096


def dress(field: forms.Field, label, hint="", **attributes) -> None:
    """Our words on a field of allauth's, without its placeholders: a label that vanishes is none."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attributes)


def dress_password(field: forms.Field, label, hint="", **attributes) -> None:
    dress(field, label, hint, maxlength=LONGEST_PASSWORD, **attributes)
    field.max_length = LONGEST_PASSWORD


class SignInForm(account.LoginForm):
    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        dress(self.fields["login"], _("E-mail"), autocomplete="username", autofocus=True, maxlength=LONGEST_EMAIL)
        dress_password(self.fields["password"], _("Password"))

    def add_prefix(self, field_name):
        return "email" if field_name == "login" else super().add_prefix(field_name)

    def clean(self):
        try:
            return super().clean()
        except ValidationError as error:
            self.add_error("password", error)
            return self.cleaned_data


class ConfirmPasswordForm(account.ReauthenticateForm):
    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        dress_password(self.fields["password"], _("Your password"), autofocus=True)


class ResetForm(account.ResetPasswordForm):
    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        dress(self.fields["email"], _("E-mail"), autocomplete="username", autofocus=True, maxlength=LONGEST_EMAIL)


class NewPasswordForm(account.ResetPasswordKeyForm):
    password2 = None

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        dress_password(self.fields["password1"], NEW_PASSWORD, PASSWORD_HINT, autofocus=True)


class ChangePasswordForm(account.ChangePasswordForm):
    password2 = None

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        dress_password(self.fields["oldpassword"], _("Password until now"), autofocus=True)
        dress_password(self.fields["password1"], NEW_PASSWORD, PASSWORD_HINT)


class SetPasswordForm(account.SetPasswordForm):
    password2 = None

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        dress_password(self.fields["password1"], NEW_PASSWORD, PASSWORD_HINT, autofocus=True)


CODE_HINT = _("Six digits from your authenticator app, or one of your recovery codes.")


class CodeForm(two_step.AuthenticateForm):
    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        dress(self.fields["code"], _("Code"), CODE_HINT, inputmode="numeric", autofocus=True, maxlength=20)


class ConfirmCodeForm(two_step.ReauthenticateForm):
    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        dress(self.fields["code"], _("Code"), CODE_HINT, inputmode="numeric", autofocus=True, maxlength=20)


class FirstCodeForm(totp.ActivateTOTPForm):
    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        hint = _("Six digits. The app shows a new one every half minute.")
        dress(self.fields["code"], _("Code that the app shows"), hint, inputmode="numeric", maxlength=20)
