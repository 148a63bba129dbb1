"""The wire contract of a registry server: names, paths, payloads, statuses and limits."""
