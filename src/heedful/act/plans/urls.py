from django.urls import path

from heedful.act.plans.views import changes, pages, steps

urlpatterns = [
    path("", pages.plans, name="plans"),
    path("new/", steps.new_plan, name="new-plan"),
    path("<int:number>/", pages.plan, name="plan"),
    path("<int:number>/effect/", pages.effect, name="plan-effect"),
    path("<int:number>/problem/", steps.problem, name="plan-problem"),
    path("<int:number>/aim/", steps.aim, name="plan-aim"),
    path("<int:number>/comparison/", steps.comparison, name="plan-comparison"),
    path("<int:number>/commitment/", changes.commitment, name="plan-commitment"),
    path("<int:number>/end/", changes.end, name="plan-end"),
    path("<int:number>/removal/", changes.removal, name="plan-removal"),
    path("<int:number>/tasks/", changes.tasks, name="plan-tasks"),
    path("tasks/<int:number>/done/", changes.task_done, name="plan-task-done"),
    path("tasks/<int:number>/removal/", changes.task_removal, name="plan-task-removal"),
]
