"""The pages of those who answer: /s/<code>/, with the code of a link or the token of an invitation."""

from django.urls import include, path

from heedful.listen.answering import views

urlpatterns = [
    path("", include("heedful.listen.invitations.public_urls")),  # beside the pages: not being asked, and who tells us
    path("", include("heedful.listen.channels.public_urls")),  # and the kiosk, and the widget
    path("<str:code>/", views.entrance, name="entrance"),
    path("<str:code>/theme-<int:version>.css", views.theme, name="theme"),
    path("<str:code>/<str:sealed>/", views.answering, name="answering"),
]
