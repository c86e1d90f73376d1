from django.urls import path

from heedful.understand.goals.views import goal, goal_form, goal_removal, goals

urlpatterns = [
    path("", goals, name="goals"),
    path("new/", goal_form, name="new-goal"),
    path("<int:number>/", goal, name="goal"),
    path("<int:number>/form/", goal_form, name="goal-form"),
    path("<int:number>/removal/", goal_removal, name="goal-removal"),
]
