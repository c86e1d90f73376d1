from django.urls import path

from heedful.act.cases.views import doing, listed, one, opening, recovered, settings

urlpatterns = [
    path("", listed.cases, name="cases"),
    path("new/", opening.new, name="case-new"),
    path("bulk/", listed.bulk, name="cases-bulk"),
    path("views/", listed.views, name="case-views"),
    path("views/<int:number>/removal/", listed.view_removal, name="case-view-removal"),
    path("recovery/", recovered.recovery, name="cases-recovery"),
    path("settings/", settings.settings, name="case-settings"),
    path("settings/promises/", settings.promises, name="case-promises"),
    path("settings/promises/<int:number>/removal/", settings.promise_removal, name="case-promise-removal"),
    path("settings/routes/", settings.routes, name="case-routes"),
    path("settings/routes/<int:number>/removal/", settings.route_removal, name="case-route-removal"),
    path("tasks/<int:number>/completion/", doing.task_done, name="case-task-completion"),
    path("<int:number>/", one.case, name="case"),
    path("<int:number>/owner/", doing.owner, name="case-owner"),
    path("<int:number>/priority/", doing.priority, name="case-priority"),
    path("<int:number>/title/", doing.title, name="case-title"),
    path("<int:number>/causes/", doing.causes, name="case-causes"),
    path("<int:number>/notes/", doing.note, name="case-notes"),
    path("<int:number>/replies/", doing.reply, name="case-replies"),
    path("<int:number>/tasks/", doing.task, name="case-tasks"),
    path("<int:number>/rest/", doing.rest, name="case-rest"),
    path("<int:number>/waking/", doing.waking, name="case-waking"),
    path("<int:number>/closure/", doing.closure, name="case-closure"),
    path("<int:number>/reopening/", doing.reopening, name="case-reopening"),
    path("<int:number>/merging/", doing.merge, name="case-merging"),
]
