// Server-rendered HTML with plain inputs. What the visitor does is sent as one message; the server
// answers with new HTML, a refusal or another address. See answer_form.py for the attributes.

function filled_in(form) {
  const fields = {}
  for (const [name, value] of new FormData(form)) { (fields[name] ??= []).push(value.trim()) }
  return fields
}

function fault_of(form, fields) {
  const required = form.dataset.required
  if (required && !fields[required]?.some((value) => value !== "")) {
    return [form.dataset.missing, form.querySelector(`[name="${required}"]`)]
  }
  const wrong = form.querySelector("input[pattern]:invalid")
  return wrong ? [wrong.title, wrong] : null
}

export function render({ model }) {
  const area = document.createElement("div")
  const content = document.createElement("div")
  const said = document.createElement("p")
  const refusal = document.createElement("p")
  said.className = "gg-sr"
  said.setAttribute("role", "status")
  refusal.className = "gg-form-error"
  refusal.setAttribute("role", "alert")
  area.append(content, refusal, said)
  let waiting = false

  function wait(on) {
    waiting = on
    content.setAttribute("aria-busy", String(on))
  }

  function show() {
    content.innerHTML = model.view.html // markup of a template only
    said.textContent = model.view.said
    refusal.textContent = ""
    wait(false)
  }

  function replace() {
    show()
    const target = content.querySelector("[data-focus]")
    target?.focus({ preventScroll: true })
    const top = content.querySelector("[data-top]") ?? target
    top?.scrollIntoView({ block: target?.hasAttribute("data-still") ? "nearest" : "start" })
  }

  function refuse(text, input) {
    const place = content.querySelector("[data-error]") ?? refusal
    place.textContent = ""
    place.textContent = text
    if (input) {
      if (input.type === "text") { input.setAttribute("aria-invalid", "true") }
      input.focus()
    }
  }

  function send(name, fields) {
    if (waiting) { return }
    wait(true)
    model.send_msg({ event: name, fields })
  }

  content.addEventListener("submit", (event) => {
    event.preventDefault()
    const form = event.target
    const fields = filled_in(form)
    const fault = fault_of(form, fields)
    if (fault) { refuse(...fault) } else { send(form.dataset.event, fields) }
  })
  content.addEventListener("input", (event) => {
    event.target.removeAttribute("aria-invalid")
    for (const place of content.querySelectorAll("[data-error]")) { place.textContent = "" }
  })
  content.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-event]")
    if (button) { send(button.dataset.event, {}) }
  })
  content.addEventListener("gg-event", (event) => { send(event.detail, {}) })
  model.on("view", replace)
  model.on("msg:custom", (data) => {
    if (data.go) { location.assign(data.go); return }
    wait(false)
    refuse(data.refused)
  })
  show()
  return area
}
