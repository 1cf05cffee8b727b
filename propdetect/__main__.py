"""`python -m propdetect` is the command `propdetect`."""

from propdetect.cli import main

if __name__ == "__main__":
    main()
