"""The first 300 requests of `fuzz_bridge.py`."""
from fuzz_bridge import FuzzTests  # noqa: F401
