"""``python -m csto_kg``: the program without its script."""

from csto_kg.cli.main import main

main()
