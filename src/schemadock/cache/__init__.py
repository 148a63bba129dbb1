"""Files in the cache folder of the user."""
