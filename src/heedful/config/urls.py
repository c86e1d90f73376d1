from django.urls import include, path

from heedful.listen.start.views import home
from heedful.people.account.views import language

urlpatterns = [
    path("", home, name="home"),
    path("people/", include("heedful.people.sign_in.urls")),
    path("people/", include("heedful.people.urls")),
    path("listen/", include("heedful.listen.urls")),
    path("", include("heedful.listen.answering.short_way")),
    path("understand/", include("heedful.understand.urls")),
    path("act/", include("heedful.act.urls")),
    path("language/", language),  # named by ui, kept with the person by people
    path("", include("heedful.ui.urls")),
    path("api/", include("heedful.api.urls")),
]
handler400 = "heedful.ui.errors.not_understood"
handler403 = "heedful.ui.errors.forbidden"
handler404 = "heedful.ui.errors.not_found"
handler500 = "heedful.ui.errors.broken"
