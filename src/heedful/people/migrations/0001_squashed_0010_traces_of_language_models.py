# One step for a new home. An older one went through those it replaces, and keeps them.
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_email_addresses"),
        ("people", "0003_members_mail_and_preferences"),
        ("people", "0004_name_who_did_it"),
        ("people", "0005_traces_of_measures"),
        ("people", "0006_find_customers_by_words"),
        ("people", "0007_made_up_workspaces"),
        ("people", "0008_traces_of_surveys"),
        ("people", "0009_traces_of_voices"),
        ("people", "0010_traces_of_language_models"),
    ]

    initial = True

    dependencies = [
        ("auth", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preference",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("language", models.CharField(max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name="Workspace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=63, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("time_zone", models.CharField(default="UTC", max_length=63)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("language", models.CharField(default="en", max_length=8)),
                ("is_made_up", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="locations", to="people.workspace"
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("workspace", "key"), name="one_location_per_key")],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="customers", to="people.workspace"
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace", "key"), name="one_customer_per_key")],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="api_keys", to="people.workspace"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("prefix", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("scopes", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="people.workspace",
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("to", models.EmailField(max_length=254)),
                ("language", models.CharField(max_length=8)),
                ("subject", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-written_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.workspace"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identities", to="people.customer"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("id", "Id"), ("email", "Email"), ("phone", "Phone")], max_length=10),
                ),
                ("value", models.CharField(max_length=200)),
            ],
            options={
                "verbose_name_plural": "identities",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "kind", "value"), name="one_customer_per_identity")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.workspace"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="people.customer"
                    ),
                ),
                ("word", models.BinaryField(max_length=200)),
                ("is_identity", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "word"], name="search_words_in_order")],
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "word"), name="a_search_word_once_a_customer")
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="people.workspace"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("manager", "Manager"),
                            ("analyst", "Analyst"),
                            ("agent", "Agent"),
                            ("viewer", "Viewer"),
                        ],
                        default="viewer",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace", "user"), name="one_seat_per_person")],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.workspace"
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.customer"
                    ),
                ),
                (
                    "absorbed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="merges", to="people.customer"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("merged_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Limit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.member")),
                ("location", models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, to="people.location")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("member", "location"), name="one_limit_per_location")],
            },
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="traces", to="people.workspace"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("by_name", models.CharField(blank=True, max_length=150)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("customers merged", "Customers Merged"),
                            ("customer split", "Customer Split"),
                            ("customer erased", "Customer Erased"),
                            ("customer changed", "Customer Changed"),
                            ("key created", "Key Created"),
                            ("key revoked", "Key Revoked"),
                            ("member invited", "Member Invited"),
                            ("invitation withdrawn", "Invitation Withdrawn"),
                            ("member added", "Member Added"),
                            ("member changed", "Member Changed"),
                            ("member removed", "Member Removed"),
                            ("password changed", "Password Changed"),
                            ("two-step sign-in on", "Two Step On"),
                            ("two-step sign-in off", "Two Step Off"),
                            ("workspace changed", "Workspace Changed"),
                            ("location added", "Location Added"),
                            ("location changed", "Location Changed"),
                            ("location removed", "Location Removed"),
                            ("measures set up", "Measures Set Up"),
                            ("goal set", "Goal Set"),
                            ("goal removed", "Goal Removed"),
                            ("norm set", "Norm Set"),
                            ("norm removed", "Norm Removed"),
                            ("standard set", "Standard Set"),
                            ("standard removed", "Standard Removed"),
                            ("survey created", "Survey Created"),
                            ("survey changed", "Survey Changed"),
                            ("survey published", "Survey Published"),
                            ("survey closed", "Survey Closed"),
                            ("survey reopened", "Survey Reopened"),
                            ("survey archived", "Survey Archived"),
                            ("survey removed", "Survey Removed"),
                            ("link created", "Link Created"),
                            ("link closed", "Link Closed"),
                            ("gateway set", "Gateway Set"),
                            ("gateway removed", "Gateway Removed"),
                            ("audience created", "Audience Created"),
                            ("audience changed", "Audience Changed"),
                            ("audience removed", "Audience Removed"),
                            ("sending created", "Sending Created"),
                            ("sending changed", "Sending Changed"),
                            ("sending started", "Sending Started"),
                            ("sending paused", "Sending Paused"),
                            ("sending ended", "Sending Ended"),
                            ("sending rules changed", "Sending Rules Changed"),
                            ("address suppressed", "Address Suppressed"),
                            ("suppression lifted", "Suppression Lifted"),
                            ("response set aside", "Response Set Aside"),
                            ("response taken back", "Response Taken Back"),
                            ("responses exported", "Responses Exported"),
                            ("label corrected", "Label Corrected"),
                            ("label put back", "Label Put Back"),
                            ("voices exported", "Voices Exported"),
                            ("language model set", "Language Model Set"),
                            ("language model switched", "Language Model Switched"),
                            ("language model removed", "Language Model Removed"),
                            ("texts sent to language model", "Texts Sent To Model"),
                            ("webhook created", "Webhook Created"),
                            ("webhook changed", "Webhook Changed"),
                            ("webhook removed", "Webhook Removed"),
                        ],
                        max_length=30,
                    ),
                ),
                ("details", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="Member",
            name="limited_to",
            field=models.ManyToManyField(blank=True, related_name="+", through="people.Limit", to="people.location"),
        ),
        migrations.CreateModel(
            name="Split",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("merge", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="people.merge")),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("split_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="people.workspace"
                    ),
                ),
                ("email", models.EmailField(max_length=150)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("manager", "Manager"),
                            ("analyst", "Analyst"),
                            ("agent", "Agent"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["email", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                        fields=("workspace", "email"),
                        name="one_open_invitation_per_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InvitationLimit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("invitation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="people.invitation")),
                ("location", models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, to="people.location")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("invitation", "location"), name="one_invitation_limit")
                ],
            },
        ),
        migrations.AddField(
            model_name="Invitation",
            name="limited_to",
            field=models.ManyToManyField(
                blank=True, related_name="+", through="people.InvitationLimit", to="people.location"
            ),
        ),
    ]
