"""The pages of those who answer: /s/<code>/, with the code of a link or the token of an invitation."""

from django.urls import path

from heedful.listen.answering import views

urlpatterns = [
    path("<str:code>/", views.entrance, name="entrance"),
    path("<str:code>/theme-<int:version>.css", views.theme, name="theme"),
    path("<str:code>/<str:sealed>/", views.answering, name="answering"),
]
