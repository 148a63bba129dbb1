"""HTTP requests with deadlines, retries and credentials, blocking and asynchronous."""
