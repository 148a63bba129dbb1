"""The schema as a model: keywords, dialects, identity, versions, index and normal form."""
