"""The local HTTP API: the queue as JSON on loopback. Loaded only when it is switched on."""
