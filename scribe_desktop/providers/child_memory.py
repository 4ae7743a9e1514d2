"""How much memory a child process may use. Nothing heavy is imported: parent and child both import this."""

from __future__ import annotations


def limit_memory(most: int) -> None:
    """Keep this process below so many bytes of address space, where the system can (Linux); elsewhere do nothing."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    try:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ValueError, OSError):  # macOS refuses
        return
