from django.urls import path

from heedful.listen.responses import views

urlpatterns = [
    path("", views.responses, name="responses"),
    path("summary/", views.summary, name="responses-summary"),
    path("export/", views.export, name="responses-export"),
    path("import/", views.import_, name="responses-import"),
    path("set-aside/", views.set_aside_many, name="responses-set-aside"),
    path("take-back/", views.take_back_many, name="responses-take-back"),
    path("<int:number>/", views.response, name="response"),
    path("<int:number>/set-aside/", views.set_aside_one, name="response-set-aside"),
    path("<int:number>/take-back/", views.take_back_one, name="response-take-back"),
    path("<int:number>/notes/", views.notes, name="response-notes"),
    path("notes/<int:number>/remove/", views.note_removal, name="response-note-removal"),
    path("<int:number>/tags/", views.tags, name="response-tags"),
    path("<int:number>/tags/remove/", views.tag_removal, name="response-tag-removal"),
]
