from django.urls import include, path

app_name = "listen"
urlpatterns = [
    path("imports/", include("heedful.listen.imports.urls")),
    path("health/", include("heedful.listen.health.urls")),
]
