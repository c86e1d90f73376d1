from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("understand", "0007_loop")]

    operations = [
        migrations.AddField(model_name="goal", name="rise", field=models.FloatField(blank=True, null=True)),
        migrations.AddField(model_name="goal", name="rise_is_share", field=models.BooleanField(default=False)),
    ]
