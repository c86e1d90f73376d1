"""The addresses of respondents alone: their pages wait for none of the team's to be imported or looked through."""

from django.urls import include, path

urlpatterns = [
    path("s/", include(("heedful.listen.answering.urls", "answering"))),  # short: it stands in messages and codes
]
