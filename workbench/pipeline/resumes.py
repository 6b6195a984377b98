"""Résumés find their candidates: by the file's name where it is an id, by phone or e-mail, never by a name alone.

In flows a batch of résumés that were read; out flow their texts in CANDIDATES and their values in RESUME_ITEMS. What fits nobody, two
people, or a person who has another file already, is left for a person to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.intake import normal_phone

if TYPE_CHECKING:
    from workbench.evidence.resume import Batch, Resume
    from workbench.store import Desk

COLUMNS = ("file", "candidate_id", "matched_by", "outcome")


def take_resumes(desk: Desk, batch: Batch) -> pd.DataFrame:
    """Keep the résumés of a batch with their candidates.

    Parameters
    ----------
    desk : Desk
        Of an account that may change records.
    batch : Batch
        Of `evidence.resume.read_folder`.

    Returns
    -------
    pandas.DataFrame, one row a résumé that was read
        ``file``, ``candidate_id``, ``matched_by`` [file name, phone, e-mail], ``outcome`` [kept, nobody fits, several fit, two files].
    """
    people = desk.read("CANDIDATES", columns=["candidate_id", "phone", "email"])
    by_phone, by_email = (_owners(people, name, fold) for name, fold in (("phone", _phone), ("email", _email)))
    known = set(people["candidate_id"])
    rows = [_matched(name, read, known, by_phone, by_email) for name, read in batch.resumes.items()]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    twice = table["candidate_id"].notna() & table["candidate_id"].duplicated(keep=False)
    table.loc[twice, "outcome"] = "two files"
    kept = table[table["outcome"] == "kept"]
    if len(kept):
        read = {row.candidate_id: batch.resumes[row.file] for row in kept.itertuples()}
        with desk.transaction(reason="résumés read from files") as work:
            work.write("CANDIDATES", pd.DataFrame({"candidate_id": list(read), "resume_text": [r.text for r in read.values()]}))
            items = pd.concat([resume.table(name) for name, resume in read.items()], ignore_index=True)
            work.replace("RESUME_ITEMS", items, within={"candidate_id": list(read)})
    return table


def _matched(
    name: str, read: Resume, known: set[str], by_phone: dict[str, set[str]], by_email: dict[str, set[str]]
) -> dict[str, Any]:
    """Ask all three; they must not point at two people."""
    said = {
        "file name": {name} & known,
        "phone": {who for value in _values(read, "phone") for who in by_phone.get(_phone(value), set())},
        "e-mail": {who for value in _values(read, "email") for who in by_email.get(_email(value), set())},
    }
    everyone = set().union(*said.values())
    if len(everyone) != 1:
        return {"file": name, "candidate_id": None, "matched_by": None, "outcome": "several fit" if everyone else "nobody fits"}
    how = next(means for means, found in said.items() if found)
    return {"file": name, "candidate_id": next(iter(everyone)), "matched_by": how, "outcome": "kept"}


def _values(read: Resume, field: str) -> list[str]:
    return [entry.value for entry in read.entries if (entry.section, entry.field) == ("basics", field)]


def _owners(people: pd.DataFrame, column: str, fold: Any) -> dict[str, set[str]]:
    owners: dict[str, set[str]] = {}
    for who, value in zip(people["candidate_id"], people[column], strict=True):
        if isinstance(value, str) and (folded := fold(value)):
            owners.setdefault(folded, set()).add(who)
    return owners


def _phone(value: str) -> str:
    try:
        return normal_phone(value)
    except ValueError:
        return ""


def _email(value: str) -> str:
    return value.strip().casefold()
