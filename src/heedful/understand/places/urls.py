from django.urls import path

from heedful.understand.places.views import place, places

urlpatterns = [
    path("", places, name="places"),
    path("<path:key>/", place, name="place"),
]
