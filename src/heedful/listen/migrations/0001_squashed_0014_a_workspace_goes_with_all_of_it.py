# One step for a new home. An older one went through those it replaces, and keeps them.
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def prepare(_apps, _schema_editor):
    from heedful.listen.responses.searching import prepare_index

    prepare_index()


class Migration(migrations.Migration):
    replaces = [
        ("listen", "0001_initial"),
        ("listen", "0002_imports_wizard"),
        ("listen", "0003_discards"),
        ("listen", "0004_first_steps"),
        ("listen", "0005_surveys"),
        ("listen", "0006_quota_fills"),
        ("listen", "0007_plan_invitations"),
        ("listen", "0008_responses_looked_through"),
        ("listen", "0009_hand_over"),
        ("listen", "0010_due_of_a_sending"),
        ("listen", "0011_links_outlive_places"),
        ("listen", "0012_waiting_invitations"),
        ("listen", "0013_responses_by_change"),
        ("listen", "0014_a_workspace_goes_with_all_of_it"),
    ]

    initial = True

    dependencies = [
        ("auth", "__first__"),
        ("people", "0001_squashed_0010_traces_of_language_models"),
    ]

    operations = [
        migrations.CreateModel(
            name="Audience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="audiences", to="people.workspace"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(choices=[("list", "List"), ("segment", "Segment")], max_length=10)),
                ("conditions", models.JSONField(default=dict)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("workspace", "name"),
                        name="one_audience_per_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Gateway",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sms_gateway", to="people.workspace"
                    ),
                ),
                ("base_url", models.URLField(max_length=300)),
                ("account", models.CharField(max_length=100)),
                ("secret", models.BinaryField()),
                ("sender", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="DemoWorkspace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="demo", to="people.workspace"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="demo", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("task", models.UUIDField(blank=True, null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("whole", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Discard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.workspace"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=500)),
                ("items", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_mappings",
                        to="people.workspace",
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("text", models.TextField()),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "name"), name="one_import_mapping_per_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="imports", to="people.workspace"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploading", "Uploading"),
                            ("looking", "Being looked at"),
                            ("open", "Waiting for you"),
                            ("trying", "Being tried out"),
                            ("importing", "Being imported"),
                            ("done", "Done"),
                            ("broken", "Broken off"),
                            ("thrown away", "Thrown away"),
                        ],
                        default="importing",
                        max_length=12,
                    ),
                ),
                ("problem", models.TextField(blank=True)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("task", models.UUIDField(blank=True, null=True)),
                ("done_bytes", models.PositiveBigIntegerField(default=0)),
                ("whole_bytes", models.PositiveBigIntegerField(default=0)),
                ("file_name", models.CharField(max_length=255)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("file_digest", models.CharField(blank=True, max_length=64)),
                ("options", models.JSONField(blank=True, default=dict)),
                ("seen", models.JSONField(blank=True, default=dict)),
                ("draft", models.JSONField(blank=True, default=dict)),
                ("mapping", models.TextField(blank=True)),
                ("mapping_name", models.CharField(blank=True, max_length=100)),
                ("mapping_digest", models.CharField(blank=True, max_length=64)),
                ("trial", models.JSONField(blank=True, default=dict)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("rows", models.PositiveBigIntegerField(default=0)),
                ("heard", models.PositiveBigIntegerField(default=0)),
                ("added", models.PositiveBigIntegerField(default=0)),
                ("known", models.PositiveBigIntegerField(default=0)),
                ("rejected", models.PositiveBigIntegerField(default=0)),
                ("result", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["workspace", "-id"], name="imports_of_a_workspace")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at", None), models.Q(("mapping_digest", ""), _negated=True)),
                        fields=("workspace", "file_digest", "mapping_digest"),
                        name="one_unfinished_import_of_a_file",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="suppressions", to="people.workspace"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("address", models.CharField(max_length=254)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("unsubscribed", "Unsubscribed"),
                            ("bounced", "Bounced"),
                            ("complained", "Complained"),
                            ("by-hand", "By Hand"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "kind", "address"), name="suppressed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SendingHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sending_hours", to="people.workspace"
                    ),
                ),
                ("begins", models.TimeField()),
                ("ends", models.TimeField()),
                ("weekdays", models.JSONField(default=list)),
                ("daily_cap", models.PositiveIntegerField(blank=True, null=True)),
                ("sender_name", models.CharField(blank=True, max_length=100)),
                ("reply_to", models.EmailField(blank=True, max_length=254)),
            ],
        ),
        migrations.CreateModel(
            name="Start",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="start", to="people.workspace"
                    ),
                ),
                ("company_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Listed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="listed", to="listen.audience"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.customer"
                    ),
                ),
                ("properties", models.JSONField(default=dict)),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("audience", "customer"), name="once_on_a_list")],
            },
        ),
        migrations.CreateModel(
            name="SurveyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("document", models.JSONField()),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="surveys", to="people.workspace"
                    ),
                ),
                ("key", models.SlugField(max_length=63)),
                ("name", models.CharField(max_length=200)),
                ("template", models.CharField(blank=True, max_length=40)),
                (
                    "published",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="listen.surveyversion",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("opens_at", models.DateTimeField(blank=True, null=True)),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("settle_minutes", models.PositiveIntegerField(default=30)),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [models.UniqueConstraint(fields=("workspace", "key"), name="one_survey_per_key")],
            },
        ),
        migrations.AddField(
            model_name="SurveyVersion",
            name="survey",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="listen.survey"
            ),
        ),
        migrations.AddConstraint(
            model_name="SurveyVersion",
            constraint=models.UniqueConstraint(fields=("survey", "number"), name="one_survey_version_per_number"),
        ),
        migrations.CreateModel(
            name="DraftStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="listen.survey"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("document", models.JSONField()),
                ("says", models.CharField(blank=True, max_length=100)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("survey", "number"), name="one_draft_step_per_number")],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.workspace"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="listen.survey"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("link", "Open"),
                            ("qr", "Poster"),
                            ("kiosk", "Kiosk"),
                            ("web", "Widget"),
                            ("app", "In App"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(max_length=16, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                ("employee", models.CharField(blank=True, max_length=200)),
                ("product", models.CharField(blank=True, max_length=200)),
                ("settings", models.JSONField(default=dict)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sendings", to="people.workspace"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sendings", to="listen.survey"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("once", "Once"), ("waves", "Waves"), ("trigger", "Trigger")], max_length=10
                    ),
                ),
                (
                    "channel",
                    models.CharField(choices=[("email", "Email"), ("sms", "Sms"), ("link", "Link")], max_length=10),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="sendings",
                        to="listen.audience",
                    ),
                ),
                ("trigger", models.JSONField(default=dict)),
                ("delay_minutes", models.PositiveIntegerField(default=0)),
                ("sample_percent", models.PositiveSmallIntegerField(default=100)),
                ("cadence_days", models.PositiveIntegerField(blank=True, null=True)),
                ("daily_cap", models.PositiveIntegerField(blank=True, null=True)),
                ("reminders", models.JSONField(default=list)),
                ("words", models.JSONField(default=dict)),
                ("begins_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("planned_until", models.DateTimeField(blank=True, null=True)),
                ("planned_to", models.PositiveBigIntegerField(default=0)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Throttle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="throttles", to="people.workspace"
                    ),
                ),
                ("measure", models.CharField(blank=True, max_length=10)),
                (
                    "survey",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="throttles",
                        to="listen.survey",
                    ),
                ),
                ("days", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "measure", "survey"), name="one_throttle_per_scope", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuotaFill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listen.survey"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("taken", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("survey", "key"), name="one_fill_per_quota")],
            },
        ),
        migrations.AddField(
            model_name="Survey",
            name="draft",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="listen.draftstep"
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.workspace"
                    ),
                ),
                (
                    "sending",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="listen.sending"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listen.survey"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.customer"
                    ),
                ),
                (
                    "channel",
                    models.CharField(choices=[("email", "Email"), ("sms", "Sms"), ("link", "Link")], max_length=10),
                ),
                ("address", models.CharField(blank=True, max_length=254)),
                ("language", models.CharField(max_length=8)),
                ("token", models.CharField(max_length=32, unique=True)),
                ("occasion", models.CharField(max_length=200)),
                ("context", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("opened", "Opened"),
                            ("scored", "Scored"),
                            ("answered", "Answered"),
                            ("bounced", "Bounced"),
                            ("unsubscribed", "Unsubscribed"),
                            ("dropped", "Dropped"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=60)),
                ("said", models.CharField(blank=True, max_length=300)),
                ("due_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("scored_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                ("reminded", models.PositiveSmallIntegerField(default=0)),
                ("next_reminder_at", models.DateTimeField(blank=True, null=True)),
                ("message_id", models.CharField(blank=True, max_length=254)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "due_at"], name="invitations_due"),
                    models.Index(fields=["next_reminder_at"], name="invitations_to_remind"),
                    models.Index(fields=["workspace", "customer", "-sent_at"], name="invitations_of_a_person"),
                    models.Index(fields=["sending", "state", "-id"], name="invitations_of_a_sending"),
                    models.Index(fields=["sending", "state", "due_at"], name="invitations_of_a_sending_due"),
                    models.Index(fields=["message_id"], name="invitations_by_message"),
                    models.Index(fields=["workspace", "state", "-id"], name="invitations_waiting"),
                    models.Index(fields=["workspace", "sent_at"], name="invitations_of_a_day"),
                    models.Index(fields=["sending", "sent_at"], name="invitations_of_a_sendings_day"),
                    models.Index(
                        fields=["survey", "channel", "sent_at", "opened_at", "answered_at"], name="invitations_counted"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("sending", "customer", "occasion"), name="asked_once_an_occasion")
                ],
            },
        ),
        migrations.CreateModel(
            name="LeftOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sending",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="left_out", to="listen.sending"
                    ),
                ),
                ("reason", models.CharField(max_length=60)),
                ("on", models.DateField()),
                ("n", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sending", "reason", "on"), name="left_out_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Filtered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "invitation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="filtered", to="listen.invitation"
                    ),
                ),
                ("why", models.CharField(max_length=20)),
                ("said", models.JSONField(default=dict)),
                ("agent", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="responses", to="people.workspace"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="responses", to="listen.survey"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="listen.surveyversion"
                    ),
                ),
                ("key", models.UUIDField()),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="responses",
                        to="listen.link",
                    ),
                ),
                (
                    "invitation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="response",
                        to="listen.invitation",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.customer"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.location"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("employee", models.CharField(blank=True, max_length=200)),
                ("product", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(max_length=8)),
                ("properties", models.JSONField(default=dict)),
                ("answers", models.JSONField(default=dict)),
                ("seconds", models.JSONField(default=dict)),
                ("score", models.FloatField(null=True)),
                ("words", models.TextField(blank=True)),
                ("started_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settles_at", models.DateTimeField(null=True)),
                ("told", models.JSONField(default=list)),
                ("suspicion", models.PositiveSmallIntegerField(default=0)),
                ("set_aside", models.CharField(blank=True, max_length=10)),
                ("set_aside_at", models.DateTimeField(null=True)),
                (
                    "set_aside_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("wants_help", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["survey", "-id"], name="responses_of_a_survey"),
                    models.Index(fields=["workspace", "-id"], name="responses_of_a_workspace"),
                    models.Index(fields=["survey", "location", "-id"], name="responses_of_a_location"),
                    models.Index(fields=["customer", "-id"], name="responses_of_a_customer"),
                    models.Index(fields=["workspace", "updated_at", "id"], name="responses_by_change"),
                    models.Index(fields=["settles_at"], name="responses_to_settle"),
                    models.Index(fields=["survey", "-started_at", "-id"], name="responses_of_survey_in_time"),
                    models.Index(fields=["workspace", "-started_at", "-id"], name="responses_in_time"),
                    models.Index(
                        fields=["survey", "set_aside", "channel", "started_at", "location", "finished_at"],
                        name="responses_counted",
                    ),
                    models.Index(
                        condition=models.Q(("wants_help", True)),
                        fields=["workspace", "-started_at"],
                        name="responses_wanting_help",
                    ),
                    models.Index(
                        condition=models.Q(("set_aside", ""), _negated=True),
                        fields=["workspace", "-started_at"],
                        name="responses_set_aside",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("survey", "key"), name="one_response_per_key")],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="listen.response"
                    ),
                ),
                ("text", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.member"
                    ),
                ),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tags", to="listen.response"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
            ],
            options={
                "ordering": ["name"],
                "indexes": [models.Index(fields=["name", "response"], name="responses_by_tag")],
                "constraints": [models.UniqueConstraint(fields=("response", "name"), name="a_tag_once_a_response")],
            },
        ),
        migrations.CreateModel(
            name="Consented",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="people.customer"
                    ),
                ),
                ("purpose", models.CharField(max_length=40)),
                ("words", models.TextField()),
                ("given", models.BooleanField()),
                (
                    "response",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="listen.response"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(prepare, migrations.RunPython.noop),
    ]
