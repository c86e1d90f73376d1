from django.urls import path

from heedful.listen.start import views

urlpatterns = [
    path("", views.start, name="start"),
    path("company/", views.company, name="start-company"),
    path("key/", views.key, name="start-key"),
    path("finish/", views.finish, name="start-finish"),
]
