from django.urls import path

from heedful.listen.health import views

urlpatterns = [
    path("", views.health, name="health"),
    path("rejected/", views.rejected, name="rejected"),
    path("rejected/retry/", views.retry, name="rejected-retry"),
    path("rejected/discard/", views.discard, name="rejected-discard"),
]
