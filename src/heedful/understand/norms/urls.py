from django.urls import path

from heedful.understand.norms.views import norm, norm_removal, norms

urlpatterns = [
    path("", norms, name="norms"),
    path("new/", norm, name="new-norm"),
    path("<int:number>/", norm, name="norm"),
    path("<int:number>/removal/", norm_removal, name="norm-removal"),
]
