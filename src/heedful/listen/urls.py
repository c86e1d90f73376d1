from django.urls import include, path

app_name = "listen"
urlpatterns = [
    path("demo/", include("heedful.listen.demo.urls")),
    path("start/", include("heedful.listen.start.urls")),
    path("surveys/", include("heedful.listen.surveys.urls")),
    path("channels/", include("heedful.listen.channels.urls")),
    path("audiences/", include("heedful.listen.audiences.urls")),
    path("invitations/", include("heedful.listen.invitations.urls")),
    path("outbox/", include("heedful.listen.outbox.urls")),
    path("responses/", include("heedful.listen.responses.urls")),
    path("imports/", include("heedful.listen.imports.urls")),
    path("health/", include("heedful.listen.health.urls")),
]
