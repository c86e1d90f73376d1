from django.urls import path

from heedful.act.alerts.views import firings, rules

urlpatterns = [
    path("", firings.alerts, name="alerts"),
    path("<int:number>/", firings.alert, name="alert"),
    path("<int:number>/acknowledgement/", firings.acknowledgement, name="alert-acknowledgement"),
    path("<int:number>/resolution/", firings.resolution, name="alert-resolution"),
    path("rules/", rules.rules, name="alert-rules"),
    path("rules/new/", rules.new_rule, name="new-alert-rule"),
    path("rules/new/<slug:kind>/", rules.new_rule_of, name="new-alert-rule-of"),
    path("rules/ready/", rules.ready, name="ready-alert-rule"),
    path("rules/<int:number>/", rules.rule, name="alert-rule"),
    path("rules/<int:number>/change/", rules.rule_change, name="alert-rule-change"),
    path("rules/<int:number>/simulation/", rules.rule_simulation, name="alert-rule-simulation"),
    path("rules/<int:number>/on/", rules.rule_on, name="alert-rule-on"),
    path("rules/<int:number>/off/", rules.rule_off, name="alert-rule-off"),
    path("rules/<int:number>/removal/", rules.rule_removal, name="alert-rule-removal"),
]
