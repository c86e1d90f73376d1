from django.urls import path

from heedful.understand.goals.views import goal, goal_removal, goals

urlpatterns = [
    path("", goals, name="goals"),
    path("new/", goal, name="new-goal"),
    path("<int:number>/", goal, name="goal"),
    path("<int:number>/removal/", goal_removal, name="goal-removal"),
]
