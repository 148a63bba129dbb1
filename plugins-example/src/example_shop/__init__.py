"""The schemas of a small shop, as a schemadock plugin."""
