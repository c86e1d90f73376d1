from django.urls import path

from heedful.act.webhooks import views

urlpatterns = [
    path("", views.endpoints, name="webhooks"),
    path("<int:number>/", views.endpoint, name="webhook"),
    path("<int:number>/test/", views.test, name="webhook-test"),
    path("<int:number>/off/", views.off, name="webhook-off"),
    path("<int:number>/on/", views.on, name="webhook-on"),
    path("<int:number>/remove/", views.removal, name="webhook-removal"),
    path("deliveries/<int:number>/", views.delivery, name="webhook-delivery"),
    path("deliveries/<int:number>/again/", views.again, name="webhook-again"),
]
