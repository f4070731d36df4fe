"""
Parts that pages are built of, and how to write one.

Server-rendered HTML is the first choice: a macro in `templates/macros.html.j2`, shown by `html()`.
Use a Material widget (panel_material_ui) where something is chosen or typed. Only where neither
will do, write a `panel.custom.JSComponent` (never ReactComponent or MaterialUIComponent: both load
React from a CDN). Rules for one:

- **Offline.** `_esm = Path(__file__).parent / "name.js"`, plain ES modules, no `import` from a URL.
  A script of several files is joined to one (`query_console.py`).
  A third-party library is bundled with esbuild into one file, `_bundle = Path(...)`, committed with
  its licence; it is served once as a file, not sent with every session. The content policy forbids
  eval, `new Function`, inline handlers (`onclick=`) and scripts written into `innerHTML`.
- **Style.** `_stylesheets = [stylesheet()]` puts the design language into the shadow root. Give it
  `margin=(5, 10)`, like all widgets: the frame aligns that with the heading. Use the custom
  properties (`var(--gg-accent)`); they inherit, so dark mode costs nothing. A canvas reads them
  with `getComputedStyle` and again when `html[data-theme]` changes (MutationObserver on
  `document.documentElement`; disconnect it in `model.on("remove", ...)`).
- **Events are O(1).** State lives in the browser; send one small value per user action
  (`model.send_msg({...})` or one param), debounce typing and dragging, and never bounce a value
  back. Panel holds a changed param back for 50 ms to wait for more; a message or a click goes at
  once. On the server change one param of one component: what is not changed is not sent. Replace
  the `object` of an `html()` pane instead of building panes anew. Nothing may watch process-wide
  state such as `pn.state.param.busy`: it is sent to every session.
- **No work on the loop.** A callback over about 10 ms is `async` and awaits a thread or the
  sandbox, else it holds up everybody.
- **Accessible.** Real elements (`button`, `input`, `table`), a visible label or `aria-label`, the
  whole thing reachable and leavable by keyboard, changes announced in one `aria-live` region,
  targets at least 24 px. Links to fragments (`#x`) do not work inside a shadow root: link to an
  address.
- **Trust.** Text goes to `textContent`, never to `innerHTML`; markup comes from a template only.
  Text from educators goes through `safe_markdown`.
"""

from app.components.answer_radio import AnswerRadio
from app.components.markup import html, safe_markdown, stylesheet
from app.components.query_editor import query_editor

__all__ = ["AnswerRadio", "html", "query_editor", "safe_markdown", "stylesheet"]
