from django.urls import path

from heedful.understand.drivers.views import drivers, table

urlpatterns = [
    path("", drivers, name="drivers"),
    path("table.csv", table, name="drivers-table"),
]
