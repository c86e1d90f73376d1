from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0012_letters_by_people")]

    operations = [
        migrations.AddField(
            model_name="letter", name="html", field=models.TextField(blank=True, default=""), preserve_default=False
        ),
    ]
