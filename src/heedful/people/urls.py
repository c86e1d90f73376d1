from django.urls import include, path

from heedful.people.account import views as account
from heedful.people.invitations import views as invitations
from heedful.people.keys import views as keys
from heedful.people.locations import views as locations
from heedful.people.mail.views import outbox
from heedful.people.members import views as members
from heedful.people.sign_in.views import SignIn, sign_out
from heedful.people.unsent.views import unsent
from heedful.people.welcome import views as welcome
from heedful.people.workspaces import views as workspaces

app_name = "people"
urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("unsent/", unsent, name="unsent"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/<str:token>/", welcome.opening, name="welcome-opening"),
    path("account/", account.account, name="account"),
    path("account/sessions/", account.sessions, name="sessions"),
    path("account/sessions/<int:number>/end/", account.session_end, name="session-end"),
    path("members/", members.members, name="members"),
    path("members/invitations/", invitations.invitations, name="invitations"),
    path("members/invitations/<int:number>/sending/", invitations.sending, name="invitation-sending"),
    path("members/invitations/<int:number>/withdrawal/", invitations.withdrawal, name="invitation-withdrawal"),
    path("members/<int:number>/", members.member, name="member"),
    path("members/<int:number>/removal/", members.removal, name="member-removal"),
    path("seat/", invitations.seat, name="seat"),
    path("invitations/<str:link>/", invitations.opening, name="invitation"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<int:number>/revocation/", keys.revocation, name="key-revocation"),
    path("locations/", locations.locations, name="locations"),
    path("locations/<int:number>/", locations.location, name="location"),
    path("locations/<int:number>/removal/", locations.removal, name="location-removal"),
    path("outbox/", outbox, name="outbox"),
    path("workspace/", workspaces.choice, name="workspace"),
    path("", include("heedful.people.customers.urls")),
    path("workspace/settings/", workspaces.settings, name="workspace-settings"),
]
