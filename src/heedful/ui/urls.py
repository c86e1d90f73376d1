from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from heedful.ui.views import finder, settings

app_name = "ui"
urlpatterns = [
    path("language/", login_not_required(set_language), name="language"),
    path("settings/", settings, name="settings"),
    path("find/", finder, name="finder"),
]
