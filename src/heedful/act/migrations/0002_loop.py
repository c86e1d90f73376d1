import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("act", "0001_webhooks"),
        ("listen", "0014_a_workspace_goes_with_all_of_it"),
        ("people", "0011_loop"),
        ("understand", "0007_loop"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="alert_rules", to="people.workspace"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("about", models.CharField(choices=[("item", "Item"), ("measure", "Measure")], max_length=8)),
                ("condition", models.JSONField()),
                ("locations", models.JSONField(blank=True, default=list)),
                ("window_minutes", models.PositiveIntegerField(default=60)),
                ("cooldown_minutes", models.PositiveIntegerField(default=0)),
                ("minimum_n", models.PositiveIntegerField(default=1)),
                ("quiet_hours", models.CharField(blank=True, max_length=200)),
                ("opens_case", models.BooleanField(default=False)),
                ("priority", models.PositiveSmallIntegerField(default=3)),
                ("tells", models.JSONField(blank=True, default=list)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("on_since", models.DateTimeField(blank=True, null=True)),
                ("checked_until", models.DateTimeField(blank=True, null=True)),
                ("simulated", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ["name", "pk"],
                "indexes": [models.Index(fields=["workspace", "about", "on_since"], name="alert_rules_on")],
            },
        ),
        migrations.CreateModel(
            name="CasePromise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="case_promises", to="people.workspace"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        blank=True, choices=[(1, "Urgent"), (2, "High"), (3, "Normal"), (4, "Low")], null=True
                    ),
                ),
                ("answer_seconds", models.PositiveIntegerField(blank=True, null=True)),
                ("close_seconds", models.PositiveIntegerField(blank=True, null=True)),
                ("warn_seconds", models.PositiveIntegerField(default=1800)),
                ("working_hours", models.CharField(blank=True, max_length=500)),
                ("time_zone", models.CharField(blank=True, max_length=63)),
            ],
            options={
                "ordering": ["priority", "location", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseRoute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="case_routes", to="people.workspace"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("in turn", "In Turn"), ("least busy", "Least Busy")], default="in turn", max_length=12
                    ),
                ),
                (
                    "last",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("members", models.ManyToManyField(related_name="+", to="people.member")),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.workspace"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="case_views", to="people.member"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("query", models.CharField(max_length=1000)),
                ("shared", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notification_channels",
                        to="people.workspace",
                    ),
                ),
                ("kind", models.CharField(choices=[("slack", "Slack"), ("telegram", "Telegram")], max_length=10)),
                ("name", models.CharField(max_length=80)),
                ("secret", models.TextField()),
                ("signing_secret", models.TextField(blank=True)),
                ("chat", models.CharField(blank=True, max_length=80)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("off_at", models.DateTimeField(blank=True, null=True)),
                (
                    "off_why",
                    models.CharField(
                        blank=True,
                        choices=[("by-hand", "By Hand"), ("refused", "Refused"), ("failing", "Failing")],
                        max_length=10,
                    ),
                ),
                ("rests_until", models.DateTimeField(blank=True, null=True)),
                ("failures", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notification_wishes",
                        to="people.member",
                    ),
                ),
                ("event", models.CharField(max_length=40)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("not", "Not"),
                            ("here", "Here"),
                            ("at once", "At Once"),
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                        ],
                        max_length=8,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("member", "event"), name="one_wish_an_event")],
            },
        ),
        migrations.CreateModel(
            name="QuietHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quiet_hours", to="people.member"
                    ),
                ),
                ("hours", models.CharField(max_length=200)),
            ],
            options={
                "verbose_name_plural": "quiet hours",
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plans", to="people.workspace"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("problem", models.TextField()),
                ("theme", models.CharField(blank=True, max_length=200)),
                ("touchpoint", models.CharField(blank=True, max_length=200)),
                ("driver", models.CharField(blank=True, max_length=200)),
                ("hypothesis", models.TextField(blank=True)),
                ("action", models.TextField()),
                ("metric", models.CharField(max_length=40)),
                ("method", models.CharField(max_length=40)),
                ("where", models.JSONField(blank=True, default=list)),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="plans",
                        to="understand.goal",
                    ),
                ),
                ("expected", models.FloatField(blank=True, null=True)),
                ("treated", models.JSONField(default=list)),
                ("compared", models.JSONField(blank=True, default=list)),
                (
                    "design",
                    models.CharField(
                        choices=[
                            ("randomised", "Randomised"),
                            ("compared", "Compared"),
                            ("before and after", "Before After"),
                        ],
                        max_length=20,
                    ),
                ),
                ("seed", models.BigIntegerField(blank=True, null=True)),
                ("drawn", models.JSONField(blank=True, default=dict)),
                ("promised", models.JSONField(blank=True, default=dict)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="plans",
                        to="people.member",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("committed_at", models.DateTimeField(blank=True, null=True)),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("conclusion", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-starts_on", "-pk"],
                "indexes": [models.Index(fields=["workspace", "-starts_on", "-id"], name="plans_newest")],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="people.workspace"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("answer", "Answer"),
                            ("review", "Review"),
                            ("message", "Message"),
                            ("mention", "Mention"),
                            ("alert", "Alert"),
                            ("hand", "Hand"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cases",
                        to="act.rule",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cases",
                        to="people.customer",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="people.location",
                    ),
                ),
                ("touchpoint", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(blank=True, max_length=8)),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Urgent"), (2, "High"), (3, "Normal"), (4, "Low")], default=3
                    ),
                ),
                ("causes", models.JSONField(blank=True, default=list)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cases",
                        to="people.member",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("waits_since", models.DateTimeField(blank=True, null=True)),
                ("rests_until", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merged",
                        to="act.case",
                    ),
                ),
                ("answer_due_at", models.DateTimeField(blank=True, null=True)),
                ("close_due_at", models.DateTimeField(blank=True, null=True)),
                ("answer_left_seconds", models.PositiveIntegerField(blank=True, null=True)),
                ("close_left_seconds", models.PositiveIntegerField(blank=True, null=True)),
                ("warn_at", models.DateTimeField(blank=True, null=True)),
                ("warned_at", models.DateTimeField(blank=True, null=True)),
                ("broken_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-opened_at", "-pk"],
                "indexes": [
                    models.Index(fields=["workspace", "-opened_at", "-id"], name="cases_newest"),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["workspace", "priority", "opened_at", "id"],
                        name="cases_open",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["workspace", "owner", "priority", "opened_at"],
                        name="cases_open_of",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)),
                        fields=["workspace", "location", "priority", "opened_at"],
                        name="cases_open_at",
                    ),
                    models.Index(fields=["workspace", "location", "-opened_at", "-id"], name="cases_newest_at"),
                    models.Index(condition=models.Q(("closed_at", None)), fields=["warn_at"], name="cases_to_warn_of"),
                    models.Index(condition=models.Q(("closed_at", None)), fields=["rests_until"], name="cases_at_rest"),
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["answer_due_at"], name="cases_answer_due"
                    ),
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["close_due_at"], name="cases_close_due"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("workspace", "number"), name="one_case_a_number")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="people.workspace"
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                ("event", models.CharField(max_length=40)),
                ("subject", models.CharField(blank=True, max_length=60)),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="people.member",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="act.channel",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("here", "Here"), ("mail", "Mail"), ("slack", "Slack"), ("telegram", "Telegram")],
                        max_length=10,
                    ),
                ),
                ("location", models.CharField(blank=True, max_length=200)),
                ("words", models.JSONField()),
                ("href", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Failed")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["member", "-created_at", "-id"], name="notices_of_a_member"),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["next_attempt_at"], name="notices_due"
                    ),
                    models.Index(
                        condition=models.Q(("read_at", None), ("way", "here")), fields=["member"], name="notices_unread"
                    ),
                    models.Index(fields=["workspace", "subject"], name="notices_about"),
                ],
                "constraints": [models.UniqueConstraint(fields=("workspace", "key"), name="told_once")],
            },
        ),
        migrations.CreateModel(
            name="PlanTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="act.plan"),
                ),
                ("words", models.CharField(max_length=300)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Effect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="effects", to="act.plan"
                    ),
                ),
                ("as_of", models.DateField()),
                ("measured_at", models.DateTimeField()),
                ("log_version", models.BigIntegerField(default=0)),
                ("found", models.JSONField()),
            ],
            options={
                "ordering": ["-as_of", "-pk"],
                "constraints": [models.UniqueConstraint(fields=("plan", "as_of"), name="one_effect_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Firing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="firings", to="act.rule"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="firings", to="people.workspace"
                    ),
                ),
                ("location", models.CharField(blank=True, max_length=200)),
                ("began_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("items_count", models.PositiveIntegerField(default=0)),
                ("found", models.JSONField(blank=True, default=dict)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("acknowledged_name", models.CharField(blank=True, max_length=150)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("resolved_why", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="firings",
                        to="act.case",
                    ),
                ),
            ],
            options={
                "ordering": ["-began_at", "-pk"],
                "indexes": [
                    models.Index(fields=["workspace", "-began_at", "-id"], name="firings_newest"),
                    models.Index(fields=["rule", "-began_at"], name="firings_of_a_rule"),
                    models.Index(condition=models.Q(("told_at", None)), fields=["began_at"], name="firings_to_tell"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="items", to="act.case"),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.workspace"
                    ),
                ),
                ("interaction", models.CharField(max_length=300)),
                ("thread", models.CharField(blank=True, max_length=300)),
                ("kind", models.CharField(max_length=10)),
                ("occurred_at", models.DateTimeField()),
                ("value", models.FloatField(blank=True, null=True)),
                ("scale", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ["occurred_at", "pk"],
                "indexes": [models.Index(fields=["workspace", "thread"], name="case_items_of_a_thread")],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "interaction"), name="one_case_an_interaction")
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseCause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="act.case"),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.workspace"
                    ),
                ),
                ("key", models.CharField(max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "key", "case"], name="cases_by_cause")],
                "constraints": [models.UniqueConstraint(fields=("case", "key"), name="a_cause_once_a_case")],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="act.case"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("opened", "Opened"),
                            ("heard", "Heard"),
                            ("assigned", "Assigned"),
                            ("prioritised", "Prioritised"),
                            ("tagged", "Tagged"),
                            ("noted", "Noted"),
                            ("replied", "Replied"),
                            ("rested", "Rested"),
                            ("woken", "Woken"),
                            ("tasked", "Tasked"),
                            ("done", "Done"),
                            ("warned", "Warned"),
                            ("broken", "Broken"),
                            ("merged", "Merged"),
                            ("closed", "Closed"),
                            ("reopened", "Reopened"),
                            ("renamed", "Renamed"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("at", models.DateTimeField()),
                ("text", models.TextField(blank=True)),
                ("details", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["case", "at", "id"], name="events_of_a_case")],
            },
        ),
        migrations.CreateModel(
            name="CaseTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="act.case"),
                ),
                ("words", models.CharField(max_length=300)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="closures", to="act.case"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("cause", models.CharField(max_length=200)),
                ("remedy", models.CharField(max_length=500)),
                ("score_before", models.FloatField(blank=True, null=True)),
                ("score_after", models.FloatField(blank=True, null=True)),
                ("scored_again_at", models.DateTimeField(blank=True, null=True)),
                ("scale", models.CharField(blank=True, max_length=40)),
                ("ask_again_on", models.DateField(blank=True, null=True)),
                (
                    "ask_again_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="listen.survey",
                    ),
                ),
                ("asked_again_at", models.DateTimeField(blank=True, null=True)),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("asked_again_at", None)),
                        fields=["ask_again_on"],
                        name="closures_to_ask_again",
                    ),
                    models.Index(
                        condition=models.Q(("score_before__isnull", False), ("scored_again_at", None)),
                        fields=["case"],
                        name="closures_to_recover",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiringItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "firing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="act.firing"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="act.rule"),
                ),
                ("interaction", models.CharField(max_length=300)),
                ("kind", models.CharField(max_length=10)),
                ("occurred_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-occurred_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "interaction"), name="fires_once_for_an_interaction")
                ],
            },
        ),
    ]
