from django.urls import path

from heedful.people.customers import urls as _keys  # noqa: F401 -- an id may hold anything: its converter is there
from heedful.understand.voices.views import corrections, listed, taught

urlpatterns = [
    path("", listed.voices, name="voices"),
    path("export/", listed.export, name="voices-export"),
    path("views/", listed.views, name="voices-views"),
    path("view-removals/<int:number>/", listed.view_removal, name="voices-view-removal"),
    path("learnt/", taught.learnt, name="voices-learnt"),
    path("texts/<key:key>/", corrections.text, name="voice"),
    path("corrections/<key:key>/", corrections.correction, name="voice-correction"),
    path("correction-undoings/<int:number>/", corrections.undoing, name="voice-correction-undoing"),
]
