"""Demonstration data: invented organisations and people, whose requests were brought to life by the real actions."""
