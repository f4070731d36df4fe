// The answer to a query, and the bar that chooses how to look at it. See result_pane.py.

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) { node.setAttribute(key, value) }
  node.append(...children)
  return node
}

// Left and right follow the arrows of a drawing, up and down stay in the column.
function next_node(from, key) {
  const nodes = [...from.ownerSVGElement.querySelectorAll("a[data-node]")]
  const place = (node) => {
    const { left, top, width, height } = node.getBoundingClientRect()
    return { x: left + width / 2, y: top + height / 2 }
  }
  const here = place(from)
  const along = key === "ArrowLeft" || key === "ArrowRight"
  const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1
  const joined = from.dataset.joined.split(" ")
  return nodes
    .filter((node) => !along || joined.includes(node.dataset.node))
    .map((node) => ({ node, dx: place(node).x - here.x, dy: place(node).y - here.y }))
    .filter(({ dx, dy }) => (along ? dx * sign > 8 : Math.abs(dx) < 8 && dy * sign > 1))
    .sort((a, b) => Math.hypot(a.dx, a.dy) - Math.hypot(b.dx, b.dy))[0]?.node
}

export function render({ model }) {
  const bar = element("div", { class: "gg-views" })
  const area = element("div")
  let shown = {}

  // ---------------------------------------------------------------- views and fields
  // The bar stays while only its choice changes, so that whoever chooses keeps the focus.
  function show_bar() {
    const { views = [], fields = [], view } = shown
    bar.hidden = views.length === 0
    const wanted = JSON.stringify([views, fields.map(({ name, label, options }) => [name, label, options])])
    if (bar.dataset.made !== wanted) {
      const focused = bar.getRootNode().activeElement?.name
      bar.replaceChildren(...make_views(views), ...fields.map(make_field), ...make_reasons(views))
      bar.dataset.made = wanted
      const again = [...bar.querySelectorAll("input, select")].filter(({ name }) => name === focused)
      const kept = again.find(({ type, value }) => type !== "radio" || value === view)
      kept?.focus()
    }
    for (const input of bar.querySelectorAll("input")) { input.checked = input.value === view }
    for (const { name, value } of fields) { bar.querySelector(`select[name="${name}"]`).value = value }
    area.dispatchEvent(new CustomEvent("gg-view", { detail: shown.address ?? "", bubbles: true, composed: true }))
  }

  function make_views(views) {
    const choices = views.map(({ name, label, missing }) => {
      const input = element("input", { type: "radio", name: "view", value: name })
      input.disabled = missing !== ""
      return element("label", { class: "gg-segment" }, input, element("span", {}, label))
    })
    return choices.length
      ? [element("fieldset", { class: "gg-views__choice" }, element("legend", { class: "gg-sr" }, "View"), element("div", { class: "gg-segments" }, ...choices))]
      : []
  }

  function make_field({ name, label, options }) {
    const choices = options.map(([value, words]) => element("option", { value }, words))
    return element("label", { class: "gg-views__field" }, label, element("select", { class: "gg-input", name }, ...choices))
  }

  function make_reasons(views) {
    const reasons = views.filter(({ missing }) => missing).map(({ label, missing }) => `${label} ${missing}`)
    return reasons.length ? [element("p", { class: "gg-meta gg-views__missing" }, `${reasons.join("; ")}.`)] : []
  }

  bar.addEventListener("change", (event) => {
    const view = bar.querySelector("input:checked").value
    const same = event.target.name !== "view"
    const picks = same ? [...bar.querySelectorAll("select")].map(({ name, value }) => `${name}=${value}`) : []
    model.send_msg({ view: picks.length ? `${view}:${picks.join(",")}` : view })
  })

  // ---------------------------------------------------------------- drawings
  const nodes = () => [...area.querySelectorAll("a[data-node]")]

  function rove(link) {
    for (const node of nodes()) { node.setAttribute("tabindex", node === link ? "0" : "-1") }
  }

  function choose(link) {
    const id = link?.dataset.node
    const drawing = area.querySelector("svg[role=group]")
    drawing?.classList.toggle("gg-graph__drawing--chosen", Boolean(link?.dataset.joined))
    for (const edge of area.querySelectorAll(".gg-edge")) {
      edge.classList.toggle("gg-edge--chosen", edge.dataset.source === id || edge.dataset.target === id)
    }
  }

  area.addEventListener("keydown", (event) => {
    const from = event.target.closest("a[data-node]")
    if (from === null || !event.key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey) { return }
    event.preventDefault()
    const to = next_node(from, event.key)
    if (to) {
      rove(to)
      to.focus({ preventScroll: true })
      to.scrollIntoView({ block: "nearest", inline: "nearest" })
    }
  })
  for (const name of ["pointerover", "focusin"]) {
    area.addEventListener(name, (event) => choose(event.target.closest("a[data-node]")))
  }
  for (const name of ["pointerleave", "focusout"]) { area.addEventListener(name, () => choose(null)) }

  function show(html) {
    area.innerHTML = html // markup of a template only
    rove(nodes()[0])
  }

  model.on("msg:custom", (event) => {
    const message = event.data ?? event
    show(message.html)
    shown = message.bar
    show_bar()
  })
  bar.hidden = true
  return element("div", { class: "gg-pane" }, bar, area)
}
