from django.urls import path

from heedful.understand.themes.editing import (
    archiving,
    edit_theme,
    example,
    example_removal,
    hiding,
    merging,
    naming,
    new_theme,
    preview,
    restoration,
    separation,
    splitting,
    trades,
)
from heedful.understand.themes.views import changes, found_theme, theme, themes

urlpatterns = [
    path("", themes, name="themes"),
    path("new/", new_theme, name="new-theme"),
    path("trades/", trades, name="theme-trades"),
    path("changes/", changes, name="theme-changes"),
    path("preview/", preview, name="theme-preview"),
    path("found/<str:key>/", found_theme, name="found-theme"),
    path("found/<str:key>/naming/", naming, name="found-theme-naming"),
    path("found/<str:key>/hiding/", hiding, name="found-theme-hiding"),
    path("<str:key>/", theme, name="theme"),
    path("<str:key>/edit/", edit_theme, name="theme-edit"),
    path("<str:key>/merging/", merging, name="theme-merging"),
    path("<str:key>/separation/", separation, name="theme-separation"),
    path("<str:key>/splitting/", splitting, name="theme-splitting"),
    path("<str:key>/archiving/", archiving, name="theme-archiving"),
    path("<str:key>/restoration/", restoration, name="theme-restoration"),
    path("<str:key>/examples/", example, name="theme-example"),
    path("<str:key>/examples/<int:number>/removal/", example_removal, name="theme-example-removal"),
]
