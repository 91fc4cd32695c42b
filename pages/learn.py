"""Learn: see how an algorithm learns, forward and back, on toy data or your own columns."""

from pages.ui import guards, learn_lesson, learn_state, learn_tiles, session
from pages.ui.head import head
from pages.ui.words import _

with guards.page():
    space = session.workspace()
    entry = learn_state.opened()
    if entry is None:
        head(
            _("Learn"),
            _("Ask what will happen, step, and step back. On toy data or on your own columns."),
        )
        learn_tiles.tiles()
    else:
        learn_lesson.lesson(space, entry)
