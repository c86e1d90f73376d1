from django.urls import path

from heedful.act.notifications import channel_views, press_views, views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/reading/", views.readings, name="notices-reading"),
    path("notices/<int:number>/", views.notice, name="notice"),
    path("notices/<int:number>/reading/", views.reading, name="notice-reading"),
    path("notifications/", views.wishes, name="notifications"),
    path("notifications/channels/new/<slug:kind>/", channel_views.new_channel, name="channel-new"),
    path("notifications/channels/<int:number>/", channel_views.channel, name="channel"),
    path("notifications/channels/<int:number>/trial/", channel_views.trial, name="channel-trial"),
    path("notifications/channels/<int:number>/off/", channel_views.off, name="channel-off"),
    path("notifications/channels/<int:number>/on/", channel_views.on, name="channel-on"),
    path("notifications/channels/<int:number>/removal/", channel_views.removal, name="channel-removal"),
    path("notifications/telegram/<int:number>/", views.telegram_seat, name="telegram-seat"),
    path("telegram/updates/", press_views.telegram_updates, name="telegram-updates"),
    path("slack/actions/", press_views.slack_actions, name="slack-actions"),
]
