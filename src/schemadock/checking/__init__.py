"""Checking files: which files, which schema for each, and the results."""
