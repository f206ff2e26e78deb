"""Django settings, read from the environment; the conveniences of the demo are refused in production."""

import os
from pathlib import Path

import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF

from config import database, environment
from config.environment import BASE_DIR, Stage

STAGE = environment.stage()
IS_PRODUCTION = STAGE is Stage.PRODUCTION
IS_DEMO = STAGE is Stage.DEMO
VAR_DIR = environment.var_dir()

SECRET_KEY = environment.secret_key()
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
FIELD_KEY = environment.text("FIELD_KEY")  # of encrypted fields; empty: derived from SECRET_KEY
FIELD_CIPHER = environment.text("FIELD_CIPHER", "aes")  # aes or sm4 (国密)
DEBUG = environment.flag("DEBUG")
ALLOWED_HOSTS = environment.allowed_hosts()
environment.refuse_unsafe(debug=DEBUG, hosts=ALLOWED_HOSTS)

# Apps ---------------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "config",  # before Django's own apps: its migrate command replaces theirs
    "access.apps.ScopedAdminConfig",  # Django's admin behind the policy
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its field templates can be overridden in templates/
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "access",
    "enterprises",
    "orgs",
    "instructors",
    "funding",
    "reports",
]
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["access.backends.PolicyBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

MIDDLEWARE = [
    "access.middleware.ResponseHeadersMiddleware",  # outermost: every answer carries the headers
    "csp.middleware.CSPMiddleware",  # before whoever may answer by itself: a wrong host, a static file
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "access.languages.LanguageMiddleware",  # Chinese unless the person switched
    "access.middleware.BodyLimitMiddleware",  # before anybody reads the body
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "access.middleware.SessionLimitMiddleware",  # idle and absolute limits
    "access.middleware.ScopeMiddleware",  # one transaction per request with its row-level scope
    "access.middleware.DoorMiddleware",  # 403 for a view without a declared door
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "access.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database -----------------------------------------------------------------------------------------------------------

DATABASES = {"default": database.current_settings()}
DB_OWNER_ROLE = database.OWNER_ROLE
DB_APP_ROLE = database.APP_ROLE
DB_SYSTEM_ROLE = database.SYSTEM_ROLE

# Language and time --------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Signing in ---------------------------------------------------------------------------------------------------------

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "access.passwords.CharacterClassesValidator"},
]
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "access:sign_in"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Security of answers ------------------------------------------------------------------------------------------------

COOKIE_PREFIX = "__Host-" if IS_PRODUCTION else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = IS_PRODUCTION and environment.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if environment.flag("BEHIND_TLS_PROXY"):  # only with a proxy that overwrites the header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, "'unsafe-inline'"],  # Tabler and ECharts set style attributes
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of a form or JSON body; files are streamed
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
MOST_BODY_BYTES = 21 * 1024 * 1024  # of any request; the largest upload is a table of 20 MB
BODY_SILENT_SECONDS = int(environment.text("BODY_SILENT_SECONDS", "30"))  # between two pieces of a body
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Files --------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").exists() else []
FONTS = BASE_DIR / "node_modules" / "@expo-google-fonts" / "noto-serif-sc"
PAPER_FONTS = [Path(folder) for folder in environment.words("PAPER_FONTS")] or [FONTS / "400Regular", FONTS / "700Bold"]
MEDIA_ROOT = VAR_DIR / "files"  # never served by address; downloads pass a door
MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": PLAIN if STAGE is Stage.TEST or DEBUG else MANIFEST},
}
WHITENOISE_USE_FINDERS = STAGE is Stage.TEST or DEBUG
WHITENOISE_MAX_AGE = 60 * 60
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "woff", "woff2", "map"]

# REST ---------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["access.api.renderers.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["access.api.parsers.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "access.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["access.api.permissions.DoorPermission"],
    "DEFAULT_PAGINATION_CLASS": "access.api.pagination.SignedCursorPagination",
    "DEFAULT_FILTER_BACKENDS": ["access.api.filters.StrictFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "access.api.schema.DoorSchema",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "access.api.renderers.CalmNegotiation",
    "EXCEPTION_HANDLER": "access.api.errors.problem_json",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Party-building ledger",
    "DESCRIPTION": "两新组织党建台账 REST API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_PERMISSIONS": ["access.api.permissions.DoorPermission"],
    "POSTPROCESSING_HOOKS": ["access.api.schema.add_problems"],
}

# Background work ----------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = environment.text("CELERY_BROKER_URL", "filesystem://localhost")
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker" / "messages"),
        "data_folder_out": str(VAR_DIR / "broker" / "messages"),
        "control_folder": str(VAR_DIR / "broker" / "control"),
        "polling_interval": 0.2,
    }
    for _folder in ("messages", "control"):
        (VAR_DIR / "broker" / _folder).mkdir(mode=0o700, parents=True, exist_ok=True)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True  # the state of a job is its row
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 60 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
JOB_PROCESSES = int(environment.text("JOB_PROCESSES", "1" if STAGE is Stage.TEST else str(min(os.cpu_count() or 1, 4))))
CELERY_BEAT_SCHEDULE = {
    "access.turn_day": {"task": "access.turn_day", "schedule": crontab(hour=0, minute=5)},
    "access.resend_jobs": {"task": "access.resend_jobs", "schedule": crontab()},
    "enterprises.drop_old_uploads": {"task": "enterprises.drop_old_uploads", "schedule": crontab(hour=3, minute=40)},
    "access.drop_old_files": {"task": "access.drop_old_files", "schedule": crontab(hour=3, minute=20)},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # nothing relied upon lives here

# Log ----------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
            ],
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
        },
        "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json" if IS_PRODUCTION else "plain"}},
    "root": {"handlers": ["stderr"], "level": environment.text("LOG_LEVEL", "WARNING")},
}
