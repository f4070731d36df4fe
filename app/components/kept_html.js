// Server-rendered HTML that is replaced as a whole. What was opened stays open, and parts that never
// change are put in here instead of being sent each time. See kept_html.py.

export function render({ model }) {
  const area = document.createElement("div")
  const opened = new Map()

  function fill() {
    for (const place of area.querySelectorAll("[data-part]")) {
      place.innerHTML = model.parts[place.dataset.part] ?? "" // markup of a template only
    }
  }

  function show(html) {
    const focused = area.getRootNode().activeElement?.closest?.("details[data-keep] > summary")?.parentElement.dataset.keep
    for (const each of area.querySelectorAll("details[data-keep]")) { opened.set(each.dataset.keep, each.open) }
    area.innerHTML = html // markup of a template only
    fill()
    for (const each of area.querySelectorAll("details[data-keep]")) {
      each.open = opened.get(each.dataset.keep) ?? each.open
      if (each.dataset.keep === focused) { each.querySelector("summary").focus({ preventScroll: true }) }
    }
  }

  area.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-reveal]")
    if (button) { document.dispatchEvent(new CustomEvent("gg-reveal", { detail: button.dataset.reveal })) }
  })
  model.on("msg:custom", (data) => { show(data.html) })
  show(model.html)
  return area
}
