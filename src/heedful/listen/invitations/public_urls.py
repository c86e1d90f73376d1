"""Beside the survey's own pages at /s/<code>/. "-" is nobody's code."""

from django.urls import path

from heedful.listen.invitations import public_views

urlpatterns = [
    path("-/sms/<int:number>/", public_views.told_by_gateway, name="sms"),
    path("-/mail/<slug:provider>/", public_views.told_by_provider, name="mail-events"),
    path("<str:code>/unsubscribe/", public_views.unsubscribing, name="unsubscribe"),
]
