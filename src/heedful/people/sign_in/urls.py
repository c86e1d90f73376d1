"""The names by which allauth finds the pages it leads to. What it has beyond these is not reachable."""

from django.urls import path, re_path

from heedful.people.account import views as account
from heedful.people.sign_in import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", views.Code.as_view(), name="mfa_authenticate"),
    path("sign-in/closed/", views.Closed.as_view(), name="account_inactive"),
    path("password/", views.Reset.as_view(), name="account_reset_password"),
    path("password/sent/", views.ResetSent.as_view(), name="account_reset_password_done"),
    path("password/chosen/", views.NewPasswordDone.as_view(), name="account_reset_password_from_key_done"),
    re_path(
        r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("account/", account.account, name="mfa_index"),
    path("account/confirm/", views.ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", views.ConfirmCode.as_view(), name="mfa_reauthenticate"),
    path("account/password/", account.Password.as_view(), name="account_change_password"),
    path("account/first-password/", account.FirstPassword.as_view(), name="account_set_password"),
    path("account/two-step/on/", account.TwoStepOn.as_view(), name="mfa_activate_totp"),
    path("account/two-step/off/", account.TwoStepOff.as_view(), name="mfa_deactivate_totp"),
    path("account/recovery-codes/", account.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", account.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/recovery-codes/file/", account.RecoveryCodesFile.as_view(), name="mfa_download_recovery_codes"),
]
