from django.urls import path

from heedful.listen.surveys.views import builder, documents, lists, previews, publishing

urlpatterns = [
    path("", lists.surveys, name="surveys"),
    path("new/", lists.new, name="new-survey"),
    path("file/", lists.file, name="survey-file"),
    path("<int:number>/", builder.survey, name="survey"),
    path("<int:number>/typed/", previews.typed, name="survey-typed"),
    path("<int:number>/preview/", previews.walk, name="survey-preview"),
    path("<int:number>/languages/", documents.languages, name="survey-languages"),
    path("<int:number>/languages/<str:language>/", documents.translation, name="survey-translation"),
    path("<int:number>/looks/", documents.looks_, name="survey-looks"),
    path("<int:number>/contrast/", documents.contrast, name="survey-contrast"),
    path("<int:number>/theme.css", documents.theme, name="survey-theme"),
    path("<int:number>/settings/", documents.settings, name="survey-settings"),
    path("<int:number>/hours/", documents.hours, name="survey-hours"),
    path("<int:number>/publication/", publishing.publication, name="survey-publication"),
    path("<int:number>/versions/", publishing.versions, name="survey-versions"),
    path("<int:number>/versions/<int:version>/", publishing.version, name="survey-version"),
    path("<int:number>/copy/", lists.copy, name="survey-copy"),
    path("<int:number>/closure/", lists.closure, name="survey-closure"),
    path("<int:number>/opening/", lists.opening, name="survey-opening"),
    path("<int:number>/archive/", lists.archive, name="survey-archive"),
    path("<int:number>/removal/", lists.removal, name="survey-removal"),
    path("<int:number>/seen/", lists.seen, name="survey-seen"),
]
