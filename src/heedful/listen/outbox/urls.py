from django.urls import path

from heedful.listen.outbox import views

urlpatterns = [
    path("waiting/", views.outbox, name="outbox"),
    path("waiting/<int:number>/", views.waiting, name="outbox-waiting"),
    path("waiting/<int:number>/mail/", views.mail, name="outbox-mail"),
    path("sender/", views.sender, name="sender"),
    path("sender/test/", views.sender_test, name="sender-test"),
    path("gateway/", views.gateway, name="gateway"),
    path("gateway/removal/", views.gateway_removal, name="gateway-removal"),
    path("gateway/test/", views.gateway_test, name="gateway-test"),
    path("suppressions/", views.suppressions, name="suppressions"),
    path("suppressions/<int:number>/removal/", views.suppression_removal, name="suppression-removal"),
]
