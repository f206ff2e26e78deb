"""The web application; connects with the restricted database role."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from config.requests import CalmRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_ROLE", "app")

application = get_wsgi_application()
application.request_class = CalmRequest
gc.freeze()  # what is loaded now stays: the collector need not walk it in every request
