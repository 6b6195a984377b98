"""What can go wrong when a judge is asked: four refusals, each with what the caller can do about it."""

from __future__ import annotations

from workbench.errors import EvidenceError


class JudgeError(EvidenceError):
    """A judge model gave no rating that can be used."""


class JudgeUnavailableError(JudgeError):
    """The endpoint cannot be reached, refuses the key or the request, or may not be asked: no further question would fare better."""


class JudgeTimeoutError(JudgeError):
    """No reply came in time."""


class JudgeRefusedError(JudgeError):
    """The model declined, or its reply was filtered."""


class JudgeMalformedError(JudgeError):
    """The reply is not the rating asked for: not JSON, cut off, or off the scale."""
