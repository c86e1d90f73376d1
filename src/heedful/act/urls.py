from django.urls import include, path

app_name = "act"
urlpatterns = [path("webhooks/", include("heedful.act.webhooks.urls"))]
