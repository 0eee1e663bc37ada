"""Which objects Python looks over for garbage after each run of a page."""

from __future__ import annotations

import gc


def spare_unseen() -> None:
    """Spare all there is from collections, garbage or not, until it is looked over: imports leave next to none."""
    gc.freeze()


def spare_what_lives() -> None:
    """Collect what nobody holds any more, and spare all else from collections until the next call.

    Streamlit collects after each run of a page. To look over all that the server remembers each time, and over every
    visitor, took a sixth of its processor. What is spared and thrown away meanwhile goes with the next call, unless it
    goes by itself, as nearly all does.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
