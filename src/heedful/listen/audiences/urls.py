from django.urls import path

from heedful.listen.audiences import views

urlpatterns = [
    path("", views.audiences, name="audiences"),
    path("lists/", views.new_list, name="new-list"),
    path("segments/", views.new_segment, name="new-segment"),
    path("unlistings/<int:number>/", views.unlisting, name="unlisting"),
    path("<int:number>/", views.audience, name="audience"),
    path("<int:number>/people/", views.people, name="audience-people"),
    path("<int:number>/removal/", views.removal, name="audience-removal"),
]
