"""Webhooks that we send: who is told of what, and the news on its way."""
