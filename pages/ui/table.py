"""The pages there are, in the order of the road; the navigation and every link read this."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PageEntry:
    """One page.

    Parameters
    ----------
    name : str
        Its id; the script is ``pages/{name}.py``.
    title, icon : str
        As shown; the icon is the name of a Material symbol.
    url : str
        Where it is found; differs from *name* (file = verb, URL = noun), or else Streamlit may
        run the script without ``app.py``.
    group : str
        Heading in the navigation.
    help : str
        What a person does there.
    """

    name: str
    title: str
    icon: str
    url: str
    group: str
    help: str

    @property
    def script(self) -> str:
        """The page's file, relative to ``app.py``."""
        return f"pages/{self.name}.py"

    @property
    def symbol(self) -> str:
        """The icon as Streamlit takes it."""
        return f":material/{self.icon}:"


PAGES: tuple[PageEntry, ...] = (
    PageEntry("home", "Home", "home", "start", "", "Start with a sample or go on where you were."),
    PageEntry(
        "data", "Data", "table_view", "dataset", "Prepare",
        "Load a file or a sample, look at how it was read, keep versions.",
    ),
    PageEntry(
        "explore", "Explore", "troubleshoot", "exploration", "Prepare",
        "See what is in the table and what needs attention.",
    ),
    PageEntry(
        "clean", "Clean", "cleaning_services", "recipe", "Prepare",
        "Put cleaning steps in order and see what each one does.",
    ),
    PageEntry(
        "train", "Train", "model_training", "training", "Model",
        "Compare models by cross-validation against a baseline.",
    ),
    PageEntry(
        "understand", "Understand", "insights", "understanding", "Model",
        "Where a model is right, where it is wrong, and what it leans on.",
    ),
    PageEntry(
        "predict", "Predict", "online_prediction", "prediction", "Model",
        "Ask a model about one case or a whole file.",
    ),
    PageEntry(
        "models", "Models", "deployed_code", "registry", "Run",
        "Versions of each model: promote one, go back to an earlier one.",
    ),
    PageEntry(
        "serve", "Serve & watch", "monitor_heart", "service", "Run",
        "What models are asked, whether the world has moved, alerts.",
    ),
    PageEntry(
        "learn", "Learn", "school", "lessons", "Study",
        "See how an algorithm learns, forward and back, on toy data or your own columns.",
    ),
)  # fmt: skip


def page(name: str) -> PageEntry:
    """Return the page called *name*."""
    return {entry.name: entry for entry in PAGES}[name]
