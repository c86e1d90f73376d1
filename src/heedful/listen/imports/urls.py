from django.urls import path

from heedful.listen.imports.views import arriving, runs, steps

urlpatterns = [
    path("", runs.imports, name="imports"),
    path("new/", arriving.upload, name="upload"),
    path("<int:number>/", runs.import_, name="import"),
    path("<int:number>/reading/", steps.reading, name="import-reading"),
    path("<int:number>/mapping/", steps.mapping, name="import-mapping"),
    path("<int:number>/columns/", steps.columns, name="import-columns"),
    path("<int:number>/questions/", steps.questions, name="import-questions"),
    path("<int:number>/text/", steps.text, name="import-text"),
    path("<int:number>/preview/", steps.preview, name="import-preview"),
    path("<int:number>/trial/", steps.trial, name="import-trial"),
    path("<int:number>/run/", steps.run, name="import-run"),
    path("<int:number>/stop/", runs.stop, name="import-stop"),
    path("<int:number>/rejects/", runs.rejects, name="import-rejects"),
    path("<int:number>/saved-mapping/", runs.saved_mapping, name="import-saved-mapping"),
    path("<int:number>/disposal/", runs.disposal, name="import-disposal"),
]
