"""Who may do what: one table of rights, one sentence when a right is missing.

In flow a role and the right a call needs; out flows nothing, or `AccessDenied` naming role, right and who may.
"""

from __future__ import annotations

from workbench.errors import AccessDenied

ROLES = ("administrator", "recruiter", "specialist", "manager", "candidate", "operator")

_ADMIN = frozenset({"administrator", "operator"})  # the operator is the command line: it owns the file it opens
_RECRUITER = _ADMIN | {"recruiter"}  # judges evidence and screenings of people; changes no rule and no other record
_HR = _RECRUITER | {"specialist"}

RIGHTS: dict[str, frozenset[str]] = {
    "read all records": _HR,
    "read personal columns": _HR,
    "read records of own openings": frozenset({"manager"}),
    "read aggregates of all openings": _HR | {"manager"},
    "read own notice": frozenset({"candidate"}),
    "read protected attributes": _ADMIN,
    "read keyed ID hashes": _ADMIN,
    "change records": _ADMIN,
    "review evidence": _RECRUITER,
    "review screenings": _RECRUITER,
    "read definitions": _HR | {"manager"},
    "change definitions": _ADMIN,
    "approve definitions": _ADMIN,
    "read the audit trail": _ADMIN,
    "read quarantined rows": _HR,
    "read quarantined content": _ADMIN,
    "keep the run ledger": _ADMIN,
    "read the run ledger": _HR,
}

# What a manager never reads, even of own openings, and what a candidate reads of the own application.
NOT_FOR_MANAGERS = frozenset({"PROTECTED", "EXPRESSION_EVENTS"})
NOTICE_COLUMNS = {
    "APPLICATIONS": ("application_id", "candidate_id", "job_id", "applied_date", "status"),
    "INTERVIEWS": ("interview_id", "application_id", "candidate_id", "job_id", "interview_date", "language", "mode"),
}


def has(role: str, right: str) -> bool:
    """Tell whether a role includes a right."""
    return role in RIGHTS[right]


def require(role: str, right: str, *, subject: str) -> None:
    """Let a call go on only if the role includes the right.

    Raises
    ------
    AccessDenied
        Naming the role, the right and the roles that have it.
    """
    if not has(role, right):
        refuse(role, right, subject=subject)


def refuse(role: str, right: str, *, subject: str) -> None:
    """Refuse a call for want of a right.

    Raises
    ------
    AccessDenied
        Always.
    """
    who = sorted(RIGHTS[right] - {"operator"})
    raise AccessDenied(
        f"the role '{role}' does not include the right to {right}",
        where=subject,
        found=f"role '{role}'",
        expected=f"role {' or '.join(who)}",
        cure=f"ask {'an' if who[0][0] in 'aeiou' else 'a'} {who[0]}, or have the account's role changed",
    )
