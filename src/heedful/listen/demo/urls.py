from django.urls import path

from heedful.listen.demo import views

urlpatterns = [
    path("", views.demo, name="demo"),
    path("entry/", views.entry, name="demo-entry"),
    path("removal/", views.removal, name="demo-removal"),
]
