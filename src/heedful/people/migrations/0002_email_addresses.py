"""allauth keeps addresses in a table of its own: those who are here already get their row."""

from django.db import migrations


def give_addresses(apps, _schema_editor):
    User = apps.get_model("auth", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    known = set(EmailAddress.objects.values_list("email", flat=True))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.username, verified=True, primary=True)
        for user in User.objects.exclude(username__in=known).filter(username__contains="@")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(give_addresses, migrations.RunPython.noop)]
