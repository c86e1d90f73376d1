from django.urls import path

from heedful.people.account import views as account
from heedful.people.mail.views import outbox
from heedful.people.sign_in.views import SignIn, sign_out
from heedful.people.unsent.views import unsent
from heedful.people.workspaces.views import choice

app_name = "people"
urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("unsent/", unsent, name="unsent"),
    path("account/", account.account, name="account"),
    path("account/sessions/", account.sessions, name="sessions"),
    path("account/sessions/<int:number>/end/", account.session_end, name="session-end"),
    path("outbox/", outbox, name="outbox"),
    path("workspace/", choice, name="workspace"),
]
