"""Django's settings. Everything a person may set is an environment variable; docs/reference/settings.md lists them."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from heedful.config import environment

HOME = environment.home()
INTERACTIONS_URL = os.environ.get("INTERACTIONS_URL", f"duckdb://{HOME / 'interactions.duckdb'}")

# Empty until the home is prepared (config.home): Django refuses to sign anything with an empty key.
SECRET_KEY = environment.secret_key(HOME)
ALLOWED_HOSTS = environment.words("HEEDFUL_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("HEEDFUL_TRUSTED_ORIGINS", "")
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",  # not "allauth" itself: without its templates, no page of its own look can be reached
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "template_partials",
    "lucide",
    "heedful.ui",
    "heedful.interactions",
    "heedful.people",
    "heedful.listen",
    "heedful.understand",
    "heedful.act",
]
MIDDLEWARE = [
    "heedful.api.problems.ProblemDetailsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "heedful.listen.answering.middleware.ContentPolicyMiddleware",
    "heedful.listen.answering.middleware.RespondentsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "heedful.people.members.middleware.MembersOnlyMiddleware",
]
ROOT_URLCONF = "heedful.config.urls"
WSGI_APPLICATION = "heedful.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "heedful.sqlite3",
        "CONN_MAX_AGE": None,  # each thread keeps its own: opening one takes longer than most requests
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # What was acknowledged survives a power cut; what was erased does not linger in free pages.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
            ),
        },
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = os.environ.get("HEEDFUL_LANGUAGE", "en")
LANGUAGES = [("en", _("English")), ("lt", _("Lithuanian")), ("ru", _("Russian")), ("uk", _("Ukrainian"))]
FORMAT_MODULE_PATH = "heedful.config.formats"
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 300

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "people:sign-in"
ACCOUNT_ADAPTER = "heedful.people.sign_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # asked for by allauth's checks; nobody can sign up
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation by mail, or whoever runs the server, vouches for it
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "50/15m/ip,5/15m/key"}
MFA_ADAPTER = "heedful.people.sign_in.adapter.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Heedful"
MFA_TOTP_TOLERANCE = 1
PASSWORD_RESET_TIMEOUT = 24 * 3600

DEFAULT_FROM_EMAIL = os.environ.get("HEEDFUL_MAIL_FROM", "")
MAIL_SERVER = environment.mail_server(DEFAULT_FROM_EMAIL)
MAIL_IS_SENT = MAIL_SERVER is not None  # else it waits in the outbox
MAIL_EVENTS_SECRET = os.environ.get("HEEDFUL_MAIL_EVENTS_SECRET", "")  # what a provider says when it tells of bounces
if MAIL_SERVER:
    EMAIL_BACKEND = MAIL_SERVER.backend
    ANYMAIL = MAIL_SERVER.provider_settings() | {"IGNORE_UNSUPPORTED_FEATURES": True, "REQUESTS_TIMEOUT": 20}
    ANYMAIL["WEBHOOK_SECRET"] = MAIL_EVENTS_SECRET
    EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.scheme == "smtp+starttls", MAIL_SERVER.scheme == "smtps"
EMAIL_TIMEOUT = 20
BOUNCE_ADDRESS = os.environ.get("HEEDFUL_BOUNCE_ADDRESS", "")  # else mail comes back to whom it is from
BOUNCE_MAILBOX = environment.bounce_mailbox()
ANSWER_ADDRESS = os.environ.get("HEEDFUL_ANSWER_ADDRESS", "")  # else answers to cases come where bounces do
PRIVATE_HOSTS = environment.words("HEEDFUL_PRIVATE_HOSTS", "")  # of gateways and webhooks on our own network
SLACK_URL = environment.base_url("HEEDFUL_SLACK_URL", "https://hooks.slack.com")
TELEGRAM_URL = environment.base_url("HEEDFUL_TELEGRAM_URL", "https://api.telegram.org")

HTTPS = environment.switch("HEEDFUL_HTTPS")
PUBLIC_URL = environment.public_url(ALLOWED_HOSTS, https=HTTPS)
BEHIND_PROXY = environment.switch("HEEDFUL_BEHIND_PROXY")
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # the last entry of X-Forwarded-For: the others can be forged
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "heedful.people.unsent.views.csrf_failure"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

MEGABYTE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * MEGABYTE
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "heedful.people.sign_in.strangers.StrangersStopper",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
VECTORS = environment.switch("HEEDFUL_VECTORS", "1")  # texts are read by what their sentences mean, too
UPLOAD_BYTES = environment.count("HEEDFUL_UPLOAD_MB", 2048) * MEGABYTE

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("HEEDFUL_LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "django.server": {"handlers": [], "propagate": True},
        "httpx": {"level": "WARNING"},  # it would write down each address that is told something, secrets and all
    },
}
