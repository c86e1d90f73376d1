from django.urls import path

from heedful.understand.events.views import events, removal

urlpatterns = [
    path("", events, name="events"),
    path("<int:number>/removal/", removal, name="event-removal"),
]
