"""The script Streamlit runs for every view.

It imports next to nothing itself: the first reader's script may run while the server still imports what draws pages.
"""

from pages.shell.page_map import page_module

page_module("shell.view").open_door()
