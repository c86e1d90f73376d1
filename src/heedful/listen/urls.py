from django.urls import include, path

app_name = "listen"
urlpatterns = [
    path("demo/", include("heedful.listen.demo.urls")),
    path("start/", include("heedful.listen.start.urls")),
    path("imports/", include("heedful.listen.imports.urls")),
    path("health/", include("heedful.listen.health.urls")),
]
