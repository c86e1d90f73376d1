from django.urls import path

from heedful.people.customers import urls as _keys  # noqa: F401 -- an id may hold anything: its converter is there
from heedful.understand.voices.views import corrections, language_model, listed, retold, taught

urlpatterns = [
    path("", listed.voices, name="voices"),
    path("export/", listed.export, name="voices-export"),
    path("views/", listed.views, name="voices-views"),
    path("view-removals/<int:number>/", listed.view_removal, name="voices-view-removal"),
    path("learnt/", taught.learnt, name="voices-learnt"),
    path("model/", language_model.language_model, name="language-model"),
    path("model/trial/", language_model.trial, name="language-model-trial"),
    path("model/on/", language_model.on, name="language-model-on"),
    path("model/off/", language_model.off, name="language-model-off"),
    path("model/removal/", language_model.removal, name="language-model-removal"),
    path("summary/", retold.summary, name="voices-summary"),
    path("translations/<key:key>/", retold.translation, name="voice-translation"),
    path("texts/<key:key>/", corrections.text, name="voice"),
    path("corrections/<key:key>/", corrections.correction, name="voice-correction"),
    path("correction-undoings/<int:number>/", corrections.undoing, name="voice-correction-undoing"),
]
