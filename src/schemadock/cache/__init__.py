"""Files in the user's cache folder: atomic writes, locks and eviction.

``folder`` reads, writes and evicts them; ``files`` writes a file atomically and locks a folder;
``usage`` measures and clears what is cached. What the files contain belongs to the packages that
cache something: generated code to ``engine``, the plugin index to ``plugins``, copies of schemas to
``sources``.
"""
