"""How browsers and screen readers are told the language of the page."""

from __future__ import annotations

from pages.texts import Language


def language_script(language: Language) -> str:
    """The script that tells browsers the language; the page allows no other to be put in later."""
    return f"document.documentElement.lang = '{'zh-CN' if language == 'zh' else 'en'}'"
