from django.urls import path

from heedful.listen.invitations import views

urlpatterns = [
    path("surveys/<int:number>/", views.sendings, name="survey-sendings"),
    path("surveys/<int:number>/new/", views.new_sending, name="new-sending"),
    path("surveys/<int:number>/one/", views.ask_one, name="survey-ask-one"),
    path("sendings/<int:number>/", views.sending, name="sending"),
    path("sendings/<int:number>/form/", views.sending_form, name="sending-form"),
    path("sendings/<int:number>/start/", views.start, name="sending-start"),
    path("sendings/<int:number>/pause/", views.pause, name="sending-pause"),
    path("sendings/<int:number>/end/", views.end, name="sending-end"),
    path("sendings/<int:number>/people/", views.invitations, name="invitations"),
    path("sendings/<int:number>/links.csv", views.links, name="sending-links"),
    path("rules/", views.rules, name="sending-rules"),
]
