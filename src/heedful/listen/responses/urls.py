from django.urls import path

from heedful.listen.responses.views import aside, files, lists, one

urlpatterns = [
    path("", lists.responses, name="responses"),
    path("summary/", lists.summary, name="responses-summary"),
    path("export/", files.export, name="responses-export"),
    path("export/ticked/", files.export_ticked, name="responses-export-ticked"),
    path("import/", files.import_, name="responses-import"),
    path("set-aside/", aside.set_aside_many, name="responses-set-aside"),
    path("take-back/", aside.take_back_many, name="responses-take-back"),
    path("<int:number>/", one.response, name="response"),
    path("<int:number>/set-aside/", one.set_aside_one, name="response-set-aside"),
    path("<int:number>/take-back/", one.take_back_one, name="response-take-back"),
    path("<int:number>/notes/", one.notes, name="response-notes"),
    path("notes/<int:number>/remove/", one.note_removal, name="response-note-removal"),
    path("<int:number>/tags/", one.tags, name="response-tags"),
    path("<int:number>/tags/remove/", one.tag_removal, name="response-tag-removal"),
]
