import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0011_loop"), ("act", "0004_cases_kept_promises")]

    operations = [
        migrations.AddField(model_name="notice", name="location", field=models.CharField(blank=True, max_length=200)),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                fields=["member"], condition=models.Q(("read_at", None), ("way", "here")), name="notices_unread"
            ),
        ),
        migrations.AddIndex(
            model_name="notice", index=models.Index(fields=["workspace", "subject"], name="notices_about")
        ),
        migrations.CreateModel(
            name="QuietHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hours", models.CharField(max_length=200)),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quiet_hours", to="people.member"
                    ),
                ),
            ],
            options={"verbose_name_plural": "quiet hours"},
        ),
    ]
