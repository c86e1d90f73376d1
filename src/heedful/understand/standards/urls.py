from django.urls import path

from heedful.understand.standards.views import standard, standard_removal, standards

urlpatterns = [
    path("", standards, name="standards"),
    path("new/", standard, name="new-standard"),
    path("<int:number>/", standard, name="standard"),
    path("<int:number>/removal/", standard_removal, name="standard-removal"),
]
