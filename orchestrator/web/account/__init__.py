"""Signing in by django-allauth: password, passkey, authenticator app, and a company's own login."""
