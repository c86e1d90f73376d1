from django.urls import path

from heedful.people.sign_in.views import SignIn, sign_out
from heedful.people.workspaces.views import choice

app_name = "people"
urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("workspace/", choice, name="workspace"),
]
