import django.db.models.deletion
from django.db import migrations, models

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
GOES_WITH_IT = {"on_delete": django.db.models.deletion.CASCADE, "related_name": "telegram_seats"}


class Migration(migrations.Migration):
    """Who a person in a chat of Telegram is here."""

    dependencies = [("act", "0003_cases_by_one_condition"), ("people", "0011_loop")]

    operations = [
        migrations.CreateModel(
            name="TelegramSeat",
            fields=[
                ("id", ID),
                ("code", models.CharField(blank=True, max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("number", models.BigIntegerField(blank=True, null=True)),
                ("linked_at", models.DateTimeField(blank=True, null=True)),
                ("channel", models.ForeignKey(to="act.channel", **GOES_WITH_IT)),
                ("member", models.ForeignKey(to="people.member", **GOES_WITH_IT)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "member"), name="telegram_seat_once"),
                    models.UniqueConstraint(fields=("channel", "number"), name="telegram_account_once"),
                ],
            },
        )
    ]
