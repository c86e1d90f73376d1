from django.apps import AppConfig


class UnderstandConfig(AppConfig):
    name = "heedful.understand"
    default_auto_field = "django.db.models.BigAutoField"
