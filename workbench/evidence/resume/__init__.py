"""Résumés: files of any layout in; JSON Resume with the place of every value, and the facts that become evidence, out."""

from workbench.evidence.resume.folder import Batch, read_folder
from workbench.evidence.resume.jobs import Job
from workbench.evidence.resume.known import for_screening
from workbench.evidence.resume.reading import READER_VERSION, Entry, Resume, parse
from workbench.evidence.resume.stated import COMPETENCY_OF_LEADING, Experience, Fact, Facts, experience, facts
from workbench.evidence.resume.words import FIELDS

__all__ = [
    "COMPETENCY_OF_LEADING", "FIELDS", "READER_VERSION", "Batch", "Entry", "Experience", "Fact", "Facts", "Job", "Resume", "experience",
    "facts", "for_screening", "parse", "read_folder",
]  # fmt: skip
