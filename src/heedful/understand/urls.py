from django.urls import include, path

app_name = "understand"
urlpatterns = [
    path("overview/", include("heedful.understand.overview.urls")),
    path("metrics/", include("heedful.understand.metrics.urls")),
    path("drivers/", include("heedful.understand.drivers.urls")),
    path("voices/", include("heedful.understand.voices.urls")),
    path("places/", include("heedful.understand.places.urls")),
    path("events/", include("heedful.understand.events.urls")),
    path("goals/", include("heedful.understand.goals.urls")),
    path("norms/", include("heedful.understand.norms.urls")),
    path("standards/", include("heedful.understand.standards.urls")),
    path("setup/", include("heedful.understand.setup.urls")),
    path("strategy/", include("heedful.understand.strategy.urls")),
    path("themes/", include("heedful.understand.themes.urls")),
]
