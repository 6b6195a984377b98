"""The `workbench` command: the river and its tools from a terminal. Every refusal is one paragraph and a non-zero exit."""

from workbench.cli.application import app

__all__ = ["app"]
