"""The names by which allauth finds the pages it leads to. What it has beyond these is not reachable."""

from django.urls import path

from heedful.people.sign_in import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", views.Code.as_view(), name="mfa_authenticate"),
    path("sign-in/closed/", views.Closed.as_view(), name="account_inactive"),
    path("account/confirm/", views.ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", views.ConfirmCode.as_view(), name="mfa_reauthenticate"),
]
