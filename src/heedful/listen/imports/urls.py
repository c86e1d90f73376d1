from django.urls import path

from heedful.listen.imports import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("new/", views.upload, name="upload"),
    path("<int:number>/", views.import_, name="import"),
    path("<int:number>/reading/", views.reading, name="import-reading"),
    path("<int:number>/mapping/", views.mapping, name="import-mapping"),
    path("<int:number>/columns/", views.columns, name="import-columns"),
    path("<int:number>/questions/", views.questions, name="import-questions"),
    path("<int:number>/text/", views.text, name="import-text"),
    path("<int:number>/preview/", views.preview, name="import-preview"),
    path("<int:number>/trial/", views.trial, name="import-trial"),
    path("<int:number>/run/", views.run, name="import-run"),
    path("<int:number>/stop/", views.stop, name="import-stop"),
    path("<int:number>/rejects/", views.rejects, name="import-rejects"),
    path("<int:number>/saved-mapping/", views.saved_mapping, name="import-saved-mapping"),
    path("<int:number>/disposal/", views.disposal, name="import-disposal"),
]
