"""Stands in for xtquant in tests: the names and signatures that the bridge uses, over a broker made of files.

`test_contract.py` holds every name, argument and number here to those of the real package.
"""

__version__ = "scripted_1"
