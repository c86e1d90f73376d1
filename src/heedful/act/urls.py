from django.urls import include, path

app_name = "act"
urlpatterns = [
    path("alerts/", include("heedful.act.alerts.urls")),
    path("cases/", include("heedful.act.cases.urls")),
    path("plans/", include("heedful.act.plans.urls")),
    path("", include("heedful.act.notifications.urls")),
    path("webhooks/", include("heedful.act.webhooks.urls")),
]
