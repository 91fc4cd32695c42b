"""The colours of figures, light and dark; with ``.streamlit/config.toml`` the only ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colours of one appearance.

    ``series`` has eight slots and the slot is the identity: 1 = this model, observed rows,
    "takes away"; 2 = comparison, target line, "adds". ``muted`` draws baselines, dashed.
    """

    page: str
    surface: str
    text: str
    muted: str
    border: str
    series: tuple[str, ...]
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]
    caution: str
    danger: str

    @property
    def first(self) -> str:
        """Slot 1."""
        return self.series[0]

    @property
    def second(self) -> str:
        """Slot 2."""
        return self.series[1]

    def scale(self, colours: tuple[str, ...]) -> list[list[object]]:
        """Return *colours* as a plotly colour scale."""
        last = len(colours) - 1
        return [[position / last, colour] for position, colour in enumerate(colours)]


LIGHT = Palette(
    page="#FCFDFD",
    surface="#EFF4F4",
    text="#0C1A1E",
    muted="#4A5B60",
    border="#D3DDDE",
    series=(
        "#0B6470", "#C7811B", "#027DB2", "#72002C", "#059AEC", "#6A6D20", "#3A2D93", "#868C91",
    ),
    sequential=(
        "#E6F2F2", "#CBE4E5", "#ABD3D6", "#88C0C5", "#64ABB3",
        "#43959F", "#27808B", "#136A76", "#095460", "#043E48",
    ),
    diverging=(
        "#8F4A07", "#B5691C", "#D18F4C", "#E6B785", "#F3DDC3",
        "#D5E6E8", "#A3CBD0", "#65A6AE", "#2A7C87", "#0A5560",
    ),
    caution="#B45309",
    danger="#B3261E",
)  # fmt: skip
DARK = Palette(
    page="#0C1416",
    surface="#172225",
    text="#EAF1F1",
    muted="#B3C2C5",
    border="#2B3A3E",
    series=(
        "#4DB6C4", "#E5A94E", "#6C70DC", "#D25856", "#98CFFF", "#F7D68B", "#93759D", "#CEEFF2",
    ),
    sequential=(
        "#12292E", "#153A42", "#184C56", "#1D5F6B", "#267481",
        "#358A97", "#4DA1AD", "#6DB8C2", "#95CED6", "#C6E6EA",
    ),
    diverging=(
        "#F2B36B", "#D99344", "#B0732E", "#7F5525", "#4B3A26",
        "#24393E", "#27565F", "#2F7A86", "#55A3AF", "#93D0D9",
    ),
    caution="#F0A35E",
    danger="#F28B82",
)  # fmt: skip


def palette(theme: str | None) -> Palette:
    """Return the colours of *theme*; None means light."""
    return DARK if theme == "dark" else LIGHT


def faded(colour: str, share: float) -> str:
    """Return *colour* with an opacity of *share*."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
