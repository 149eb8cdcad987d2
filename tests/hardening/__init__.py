"""Hostile and faulty input through the real doors. Which case is proven where: docs/hardening.md."""
