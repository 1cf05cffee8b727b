"""Bridges to other libraries, each optional; nothing of propdetect but the command line imports them."""
