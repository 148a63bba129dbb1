"""Publishing schemas to a registry server: collect, plan and send."""
