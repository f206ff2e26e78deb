"""The web application; connects with the restricted database role."""

import os

from django.core.wsgi import get_wsgi_application

from config.requests import CalmRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_ROLE", "app")

application = get_wsgi_application()
application.request_class = CalmRequest
