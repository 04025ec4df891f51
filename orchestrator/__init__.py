"""The core and its doors: rules, models, services, gateways and the web."""
