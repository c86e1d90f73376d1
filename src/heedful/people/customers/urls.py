from django.urls import path, register_converter
from django.urls.converters import PathConverter

from heedful.people.customers import views


class AnyKey(PathConverter):
    """A sender's key may hold anything, line ends and slashes too."""

    regex = "(?s:.+)"


register_converter(AnyKey, "key")

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/<key:key>/", views.customer, name="customer"),
    path("customer-details/<key:key>/", views.details, name="customer-details"),
    path("customer-identities/<key:key>/", views.identities, name="customer-identities"),
    path("customer-identity-removals/<int:number>/", views.identity_removal, name="customer-identity-removal"),
    path("customer-merges/<key:key>/", views.merges, name="customer-merges"),
    path("customer-splits/<int:number>/", views.split, name="customer-split"),
    path("customer-erasures/<key:key>/", views.erasure, name="customer-erasure"),
]
