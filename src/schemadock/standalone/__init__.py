"""Packages that validate by themselves: the code of schemas, and what it needs of schemadock.

``package`` writes one; ``schemas`` is what the packages, into which it is copied, answer with;
``native`` builds extension modules of the code that decides.
"""
