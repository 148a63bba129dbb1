"""Publish schemas to a registry server: collect them, plan the changes, send them."""
