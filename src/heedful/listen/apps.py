from django.apps import AppConfig


class ListenConfig(AppConfig):
    name = "heedful.listen"
    default_auto_field = "django.db.models.BigAutoField"
