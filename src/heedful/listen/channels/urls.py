from django.urls import path

from heedful.listen.channels import views

urlpatterns = [
    path("surveys/<int:survey>/", views.links, name="survey-links"),
    path("surveys/<int:number>/posters/", views.posters, name="survey-posters"),
    path("links/<int:number>/", views.link, name="link"),
    path("links/<int:number>/poster/", views.poster, name="link-poster"),
    path("links/<int:number>/settings/", views.link_settings, name="link-settings"),
    path("links/<int:number>/trial/", views.trial, name="link-trial"),
    path("links/<int:number>/closure/", views.closure, name="link-closure"),
    path("links/<int:number>/opening/", views.opening, name="link-opening"),
]
