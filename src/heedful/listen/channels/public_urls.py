"""Beside a survey's pages: the kiosk that goes on without a network, and the widget on a website."""

from django.urls import path

from heedful.listen.channels import public_views as views

urlpatterns = [
    path("<str:code>/kiosk/", views.kiosk, name="kiosk"),
    path("<str:code>/kiosk/answers", views.kiosk_answers, name="kiosk-answers"),
    path("<str:code>/kiosk/worker.js", views.kiosk_worker, name="kiosk-worker"),
    path("<str:code>/kiosk/kiosk.webmanifest", views.kiosk_manifest, name="kiosk-manifest"),
    path("<str:code>/widget.js", views.widget, name="widget"),
]
