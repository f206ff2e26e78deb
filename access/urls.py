"""Addresses of the permissions layer."""

app_name = "access"
urlpatterns: list = []
