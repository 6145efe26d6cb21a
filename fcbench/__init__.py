"""fcbench: a fact-checking dataset and evaluation harness.

Who said it, on whose word, whether they deny or confirm it, and what is established.
"""

__version__ = "0.1.0"
