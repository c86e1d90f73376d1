from django.urls import path

from heedful.understand.strategy import views

urlpatterns = [
    path("", views.strategy, name="strategy"),
    path("strategy.pdf", views.document, name="strategy-document"),
    path("audience/", views.words, {"part": "audience"}, name="strategy-audience"),
    path("plan/", views.words, {"part": "plan_words"}, name="strategy-plan"),
    path("roll-out/", views.words, {"part": "roll_out"}, name="strategy-roll-out"),
    path("personas/new/", views.persona, name="new-persona"),
    path("personas/<int:number>/", views.persona, name="persona"),
    path("personas/<int:number>/removal/", views.persona_removal, name="persona-removal"),
    path("touchpoints/new/", views.touchpoint, name="new-touchpoint"),
    path("touchpoints/<int:number>/", views.touchpoint, name="touchpoint"),
    path("touchpoints/<int:number>/removal/", views.touchpoint_removal, name="touchpoint-removal"),
    path("trades/", views.trades, name="strategy-trades"),
    path("trades/<slug:key>/", views.trade, name="strategy-trade"),
]
