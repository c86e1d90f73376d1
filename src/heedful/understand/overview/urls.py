from django.urls import path

from heedful.understand.overview.views import overview

urlpatterns = [path("", overview, name="overview")]
