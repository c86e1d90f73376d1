from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("act", "0002_loop")]

    operations = [
        migrations.AddField(model_name="plan", name="begun_at", field=models.DateTimeField(blank=True, null=True)),
    ]
