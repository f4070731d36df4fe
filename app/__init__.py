"""
Everything that knows Panel and HTTP.

Panel reads the addresses of its own files when it is imported, and some of its code paths (a
widget created after the page was opened, a session made anew over the websocket) use the public CDN
even on a server. Both roots are pointed at this server before any module of `app` imports Panel.
"""

import os
from importlib.metadata import PackageNotFoundError, version

PANEL_FILES = "/cdn/panel/"
MATERIAL_FILES = "/static/extensions/panel-material-ui/v"

os.environ.setdefault("PANEL_CDN_ROOT", PANEL_FILES)
os.environ.setdefault("PANEL_MATERIAL_UI_CDN_ROOT", MATERIAL_FILES)

try:
    __version__ = version("guidegraph")
except PackageNotFoundError:  # run from a source folder that was never installed
    __version__ = "development"
