"""The selector of the gravity model: which margins are given."""

from __future__ import annotations

import streamlit as st

from pages.controls.state import publish, restore
from pages.shell.screen import Screen
from queries.gravity import MODEL_FORMS, ModelForm


def gravity_form_selector(screen: Screen) -> ModelForm:
    """Masses of both ends, or an effect of every origin, destination or both in their place."""
    t = screen.texts
    restore("model", MODEL_FORMS, MODEL_FORMS[0], screen.rejected)
    chosen: ModelForm = st.selectbox(
        t("gravity.model"), MODEL_FORMS, key="model", format_func=lambda form: t(f"gravity_form.{form}"),
        help=t("gravity.model_help"),
    )
    publish("model", chosen, MODEL_FORMS[0])
    return chosen
