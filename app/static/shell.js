// The browser side of the page frame: theme, menu, lost connection, and the keyboard in Ace.
// Loaded in the head and not deferred, so that the theme is set before the first paint.
(() => {
  "use strict"
  const root = document.documentElement
  const system = window.matchMedia("(prefers-color-scheme: dark)")

  function cookie(name) {
    return document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1)
  }

  function remember(name, value) {
    document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`
  }

  // html[data-theme] is what the style sheet and all Material components follow.
  function apply_theme() {
    const choice = cookie("gg-theme") ?? "auto"
    const scheme = choice === "auto" ? (system.matches ? "dark" : "light") : choice
    root.dataset.theme = scheme
    remember("gg-scheme", scheme)
    for (const button of document.querySelectorAll("[data-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.choice === choice))
    }
  }

  function wire_theme() {
    apply_theme()
    for (const button of document.querySelectorAll("[data-choice]")) {
      button.addEventListener("click", () => {
        remember("gg-theme", button.dataset.choice)
        apply_theme()
      })
    }
  }

  function wire_menu() {
    const button = document.querySelector(".gg-menu-button")
    const menu = document.getElementById("navigation")
    const show = (open) => {
      button.setAttribute("aria-expanded", String(open))
      menu.classList.toggle("gg-header__menu--open", open)
    }
    button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"))
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
        show(false)
        button.focus()
      }
    })
  }

  function open_target() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (target instanceof HTMLDetailsElement) {
      target.open = true
      target.scrollIntoView()
    }
  }

  // Bokeh would make the session anew, but empty (holoviz/panel#6584): wait and load the page again.
  function reload_when_back() {
    // Bokeh tells it again with each attempt of its own; two loops would reload the page twice.
    if (root.dataset.away !== undefined) { return }
    root.dataset.away = "" // forms read it
    document.getElementById("connection").textContent =
      "The connection was lost. Every answer that was confirmed is stored. " +
      "The page reloads by itself as soon as the server answers."
    const ask = async () => {
      try {
        const answer = await fetch("/liveness", {cache: "no-store"})
        if (answer.ok) {
          location.reload()
          return
        }
      } catch {
        // Still away.
      }
      setTimeout(ask, 1000)
    }
    setTimeout(ask, 500)
  }

  // Bokeh says that it is idle while the modules of our own components are still loading.
  function all_drawn() {
    return [...window.Bokeh.index.all_views()].every(
      (view) => view.model.esm === undefined || view.container?.firstChild,
    )
  }

  function wire_live(area) {
    let leaving = false
    window.addEventListener("pagehide", () => { leaving = true })
    const wait = () => {
      const bokeh_document = window.Bokeh?.documents?.[0]
      if (bokeh_document === undefined) {
        setTimeout(wait, 30)
        return
      }
      const ready = () => {
        if (all_drawn()) { area.removeAttribute("aria-busy") } else { setTimeout(ready, 20) }
      }
      if (bokeh_document.is_idle) { ready() } else { bokeh_document.idle.connect(ready) }
      bokeh_document.on_event("connection_lost", () => { if (!leaving) { reload_when_back() } })
    }
    wait()
  }

  root.classList.add("gg-scripted")
  apply_theme()
  system.addEventListener("change", apply_theme)
  window.addEventListener("hashchange", open_target)
  // A page that comes back from the browser's cache may be older than the choice of theme.
  window.addEventListener("pageshow", (event) => { if (event.persisted) { apply_theme() } })
  document.addEventListener("DOMContentLoaded", () => {
    wire_theme()
    wire_menu()
    open_target()
    // Without this, Tab never leaves the editor (WCAG 2.1.2).
    window.ace?.config.setDefaultValue("editor", "enableKeyboardAccessibility", true)
    const area = document.querySelector(".gg-live")
    if (area !== null) { wire_live(area) }
  })
})()
