from django.urls import path

from heedful.understand.metrics.views import metric, metrics, table

urlpatterns = [
    path("", metrics, name="metrics"),
    path("<slug:key>/", metric, name="metric"),
    path("<slug:key>/table.csv", table, name="table"),
]
