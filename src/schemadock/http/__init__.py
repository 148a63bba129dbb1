"""Asking servers: the one place that does, for the sources and for the clients of a registry."""
