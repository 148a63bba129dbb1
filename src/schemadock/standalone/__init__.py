"""Write packages that validate data without schemadock installed.

``package`` writes one; ``schemas`` is what the packages, into which it is copied, answer with;
``native`` builds extension modules of the code that decides.
"""
