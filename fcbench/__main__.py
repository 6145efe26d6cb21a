"""`python -m fcbench`: the command line."""

from fcbench.cli import main

main()
