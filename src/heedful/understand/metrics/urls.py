from django.urls import path

from heedful.understand.metrics.views import metrics

urlpatterns = [path("", metrics, name="metrics")]
