"""The options of a question."""

from __future__ import annotations

from app.compat import UnselectedRadio


class AnswerRadio(UnselectedRadio):
    """
    A radio group in which nothing is selected until the learner chooses.

    Its value is None until then. Pass `label=` (the lead-in), which becomes the group's accessible
    name, and `options=` in the order to be shown.
    """
