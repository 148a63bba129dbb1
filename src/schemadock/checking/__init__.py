"""Check files: find them, choose a schema for each, and stream the results."""
