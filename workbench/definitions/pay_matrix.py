"""What a score is worth in pay: bands of score, each with a pay range, for one job family.

In flows a pay-matrix document; out flows a checked, frozen `PayMatrix`. Findings that are warnings rather than errors
(compression, tops above the next middle, unreachable bands) are `pay.lint`'s.
"""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.definitions.document import Document

Score = Annotated[Decimal, Field(ge=0, le=100)]
Money = Annotated[Decimal, Field(gt=0)]


class PayBand(BaseModel):
    """Scores from `score_from` up to, but not including, `score_to` (the last band includes it) and their pay range."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    score_from: Score
    score_to: Score
    pay_min: Money
    pay_max: Money

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.score_from >= self.score_to:
            raise ValueError(f"score_from {self.score_from} is not below score_to {self.score_to}")
        if self.pay_min > self.pay_max:
            raise ValueError(f"pay_min {self.pay_min} is above pay_max {self.pay_max}: a falling range")
        return self

    @property
    def midpoint(self) -> Decimal:
        """Middle of the pay range."""
        return (self.pay_min + self.pay_max) / 2


class MarketReference(BaseModel):
    """Which market figure the matrix follows, and how far above it: factor 1.05 is market + 5 %."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: Literal["p25", "p50", "p75"] = "p50"
    factor: Annotated[Decimal, Field(gt=0, le=5)] = Decimal(1)


class PayMatrix(Document):
    """Score band to pay range for one job family, or for one level or city of it.

    `deliberate` lists the linter's codes that were chosen on purpose (a top above the next middle, say): they are then told as notes.

    Raises
    ------
    DefinitionError
        If bands leave a gap, overlap, fall as scores rise, or a range is negative.
    """

    kind: ClassVar[str] = "pay matrix"

    id: str
    job_family: str
    level: str | None = None
    city: str | None = None
    currency: Literal["CNY", "USD", "EUR", "HKD"]
    period: Literal["month", "year", "hour"]
    market: MarketReference = MarketReference()
    effective_from: date | None = None
    effective_to: date | None = None
    deliberate: tuple[str, ...] | None = None
    bands: Annotated[tuple[PayBand, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _bands_join(self) -> Self:
        for below, above in itertools.pairwise(sorted(self.bands, key=lambda band: band.score_from)):
            _must_join(below, above)
        return self

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError(f"effective_to {self.effective_to} is before effective_from {self.effective_from}")
        return self

    @classmethod
    def from_excel(cls, source: str | Path | bytes) -> Self:
        """Read a matrix from the workbook that `to_excel` writes, edited or not.

        Raises
        ------
        DefinitionError
            Naming the row of everything that is wrong, all at once.
        """
        from workbench.definitions import workbook

        content, rows = workbook.read(source)
        return cls._validated(content, where=workbook.name_of(source), lines=rows)

    def to_excel(self, path: str | Path | None = None) -> bytes:
        """Write the matrix as a workbook (bands, fields) that people can edit, and give its bytes."""
        from workbench.definitions import workbook

        return workbook.write(self.to_dict(), path)

    @property
    def table(self) -> list[dict[str, Any]]:
        """The bands from the lowest up as plain rows, with midpoint, spread [max / min − 1] and overlap with the band below."""
        rows, below = [], None
        for band in self.ladder:
            shared = None if below is None else (below.pay_max - band.pay_min) / (band.pay_max - band.pay_min or Decimal(1))
            rows.append({**band.model_dump(), "midpoint": band.midpoint, "spread": band.pay_max / band.pay_min - 1,
                         "overlap": shared})  # fmt: skip
            below = band
        return rows

    @property
    def ladder(self) -> tuple[PayBand, ...]:
        """The bands from the lowest score up."""
        return tuple(sorted(self.bands, key=lambda band: band.score_from))

    def band_of(self, score: Decimal | float) -> PayBand | None:
        """Give the band a score falls in; none below the first or above the last."""
        value, ladder = Decimal(str(score)), self.ladder
        if value == ladder[-1].score_to:
            return ladder[-1]
        return next((band for band in ladder if band.score_from <= value < band.score_to), None)


def _must_join(below: PayBand, above: PayBand) -> None:
    names = f"bands {below.score_from}-{below.score_to} and {above.score_from}-{above.score_to}"
    if above.score_from < below.score_to:
        raise ValueError(f"{names} overlap between {above.score_from} and {below.score_to}")
    if above.score_from > below.score_to:
        raise ValueError(f"{names} leave a gap between {below.score_to} and {above.score_from}")
    if above.pay_min < below.pay_min or above.pay_max < below.pay_max:
        ranges = f"{below.pay_min}-{below.pay_max}, then {above.pay_min}-{above.pay_max}"
        raise ValueError(f"{names}: pay falls as the score rises ({ranges})")
