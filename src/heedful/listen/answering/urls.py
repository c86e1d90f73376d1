"""The pages of those who answer: /s/<code>/, with the code of a link or the token of an invitation."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
