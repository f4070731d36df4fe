// The drawing of the graph: zoom, drag, arrow keys, and a new focus without loading the page anew.
// Everything here adds to links that work without it. The state is the address, so Back works too.
(() => {
  "use strict"
  const SMALLEST = 0.3
  const LARGEST = 2
  const READABLE = 1 // Below this, the smallest text is under 12 px: rather scroll.
  const STEP = 1.25

  const box = () => document.querySelector("[data-graph]")
  const drawing = () => box().querySelector("svg")
  const nodes = () => [...drawing().querySelectorAll("a[data-node]")]
  const node = (id) => drawing().querySelector(`a[data-node="${CSS.escape(id)}"]`)
  const limit = (value) => Math.min(LARGEST, Math.max(SMALLEST, value))

  // ---------------------------------------------------------------- zoom and pan
  const natural = () => drawing().viewBox.baseVal
  const scale = () => drawing().width.baseVal.value / natural().width

  // Keeps the point under (x, y), which is relative to the box, where it is.
  function zoom_to(wanted, x = box().clientWidth / 2, y = box().clientHeight / 2) {
    const area = box()
    const factor = limit(wanted) / scale()
    const left = (area.scrollLeft + x) * factor - x
    const top = (area.scrollTop + y) * factor - y
    drawing().setAttribute("width", natural().width * limit(wanted))
    drawing().setAttribute("height", natural().height * limit(wanted))
    area.scrollTo(left, top)
  }

  function whole() {
    return Math.min(1, box().clientWidth / natural().width, box().clientHeight / natural().height)
  }

  function center(link) {
    const area = box().getBoundingClientRect()
    const place = link.getBoundingClientRect()
    box().scrollBy(
      place.left + place.width / 2 - area.left - area.width / 2,
      place.top + place.height / 2 - area.top - area.height / 2,
    )
  }

  function reset() {
    zoom_to(Math.max(READABLE, Math.min(1, box().clientWidth / natural().width)))
    const focus = box().dataset.focus
    if (focus) { center(node(focus)) } else { box().scrollTo(0, 0) }
  }

  const zooms = {
    in: () => zoom_to(scale() * STEP),
    out: () => zoom_to(scale() / STEP),
    fit: () => zoom_to(whole()),
    reset,
  }

  function wheel(event) {
    if (!event.ctrlKey) { return } // A plain wheel scrolls the box, or the page at its end.
    event.preventDefault()
    const area = box().getBoundingClientRect()
    zoom_to(scale() * Math.exp(-event.deltaY / 300), event.clientX - area.left, event.clientY - area.top)
  }

  let drag = null
  let dragged = false

  function drag_start(event) {
    dragged = false
    if (event.pointerType !== "mouse" || event.button !== 0) { return } // Touch scrolls by itself.
    drag = {x: event.clientX, y: event.clientY, left: box().scrollLeft, top: box().scrollTop}
  }

  function drag_move(event) {
    if (drag === null) { return }
    const dx = event.clientX - drag.x
    const dy = event.clientY - drag.y
    dragged ||= Math.hypot(dx, dy) > 4
    if (dragged) {
      box().classList.add("gg-graph__box--dragged")
      box().scrollTo(drag.left - dx, drag.top - dy)
    }
  }

  function drag_end() {
    drag = null
    box()?.classList.remove("gg-graph__box--dragged")
  }

  // ---------------------------------------------------------------- keyboard
  function rove(link) {
    for (const other of nodes()) { other.tabIndex = other === link ? 0 : -1 }
  }

  function middle(link) {
    const place = link.getBoundingClientRect()
    return {x: place.left + place.width / 2, y: place.top + place.height / 2}
  }

  // Left and right follow the lines, up and down stay in the column.
  function next_node(from, key) {
    const here = middle(from)
    const along = key === "ArrowLeft" || key === "ArrowRight"
    const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1
    const joined = along ? from.dataset.joined.split(" ").filter(Boolean).map(node) : nodes()
    return joined
      .map((link) => ({link, dx: middle(link).x - here.x, dy: middle(link).y - here.y}))
      .filter(({dx, dy}) => (along ? dx * sign > 8 : Math.abs(dx) < 8 && dy * sign > 1))
      .sort((a, b) => Math.hypot(a.dx, a.dy) - Math.hypot(b.dx, b.dy))[0]?.link
  }

  function key_down(event) {
    const from = event.target.closest("a[data-node]")
    if (from === null || !event.key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey) { return }
    event.preventDefault()
    const to = next_node(from, event.key)
    if (to) {
      rove(to)
      to.focus({preventScroll: true})
      to.scrollIntoView({block: "nearest", inline: "nearest"})
    }
  }

  // ---------------------------------------------------------------- lines of the node in hand
  function choose(link) {
    const id = link?.dataset.node
    const caption = document.querySelector("[data-graph-caption]")
    caption.dataset.hint ??= caption.textContent
    caption.textContent = link?.querySelector("title")?.textContent ?? caption.dataset.hint
    drawing().classList.toggle("gg-graph__drawing--chosen", Boolean(link?.dataset.joined))
    for (const edge of drawing().querySelectorAll(".gg-edge")) {
      edge.classList.toggle("gg-edge--chosen", edge.dataset.source === id || edge.dataset.target === id)
    }
  }

  // ---------------------------------------------------------------- another focus
  let latest = 0
  let here = location.pathname + location.search

  async function show(address, arrive) {
    latest += 1
    const mine = latest
    let text
    try {
      const answer = await fetch(address)
      if (!answer.ok) { throw new Error(String(answer.status)) }
      text = await answer.text()
    } catch {
      location.assign(address) // Let the browser say what is wrong.
      return
    }
    if (mine !== latest) { return } // Another term was chosen meanwhile.
    const page = new DOMParser().parseFromString(text, "text/html")
    const heading = page.querySelector("h1").textContent
    const answer = page.querySelector("[data-graph-answer]")?.textContent
    arrive()
    here = location.pathname + location.search
    document.title = page.title
    document.getElementById("content").replaceChildren(...page.getElementById("content").childNodes)
    set_up()
    document.querySelector("[data-graph-status]").textContent = answer ? `${heading} ${answer}` : heading
  }

  async function click(event) {
    const button = event.target.closest("[data-zoom]")
    if (button) { zooms[button.dataset.zoom](); return }
    const link = event.target.closest("a[data-node], a[data-swap], .gg-graph__side .gg-terms a")
    if (link === null || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return }
    event.preventDefault()
    if (dragged && event.detail > 0) { return } // The click that ends a drag; Enter has no detail.
    const address = link.getAttribute("href")
    await show(address, () => history.pushState(null, "", address))
    const focus = box()?.dataset.focus
    if (focus) {
      node(focus).focus({preventScroll: true})
      box().scrollIntoView({block: "nearest"})
    }
  }

  function set_up() {
    for (const part of document.querySelectorAll(".gg-graph__zoom, .gg-graph__help")) { part.hidden = box() === null }
    const area = box()
    if (area === null) { return }
    rove(area.dataset.focus ? node(area.dataset.focus) : nodes()[0])
    reset()
    area.addEventListener("wheel", wheel, {passive: false})
    area.addEventListener("pointerdown", drag_start)
    area.addEventListener("keydown", key_down)
    area.addEventListener("pointerover", (event) => choose(event.target.closest("a[data-node]")))
    area.addEventListener("pointerleave", () => choose(null))
    area.addEventListener("focusin", (event) => choose(event.target.closest("a[data-node]")))
    area.addEventListener("focusout", () => choose(null))
    area.addEventListener("dragstart", (event) => event.preventDefault()) // Links drag by default.
  }

  document.addEventListener("click", click)
  window.addEventListener("pointermove", drag_move)
  window.addEventListener("pointerup", drag_end)
  window.addEventListener("popstate", () => {
    if (location.pathname + location.search !== here) { show(location.href, () => {}) } // Not for a mere #.
  })
  set_up()
})()
