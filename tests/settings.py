"""Settings of the suite: the application's, on an embedded cluster of its own unless ``DATABASE_URL`` is given."""

import os

os.environ.setdefault("DJANGO_ENV", "test")

from config.embedded import Cluster

TEST_CLUSTER = None
if not os.environ.get("DATABASE_URL"):
    TEST_CLUSTER = Cluster("postgres-test", durable=False)
    os.environ["DATABASE_URL"] = TEST_CLUSTER.owner_url()  # for worker processes of the suite and what tests start

from config.settings import *
from tests.undefined import Undefined

# Every run has a database of its own, so that two runs do not meet; TEST_RUN=name with --reuse-db keeps one.
os.environ.setdefault("TEST_RUN", str(os.getpid()))
TEST_DATABASE = f"test_{DATABASES['default']['NAME']}_{os.environ['TEST_RUN']}"
DATABASES["default"]["TEST"]["NAME"] = TEST_DATABASE
MEDIA_ROOT = VAR_DIR / "test-files"
CELERY_BROKER_URL = "memory://localhost"
STATIC_ROOT = VAR_DIR / "test-static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a missing folder
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
