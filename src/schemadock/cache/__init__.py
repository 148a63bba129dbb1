"""Files in the user's cache folder: atomic writes, locks and eviction."""
