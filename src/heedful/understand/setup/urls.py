from django.urls import path

from heedful.understand.setup.views import setup

urlpatterns = [path("", setup, name="setup")]
