// Server-rendered HTML with plain inputs. What the visitor does is sent as one message; the server
// answers with new HTML, a refusal or another address. See answer_form.py for the attributes.
//
// What is filled in and not acknowledged yet is kept by the browser's tab, so that neither a lost
// connection nor a reload nor HTML that comes meanwhile costs it.

const DRAFT = `gg-draft ${location.pathname}${location.search}`

function read_draft() {
  try { return JSON.parse(sessionStorage.getItem(DRAFT)) } catch { return null }
}

function write_draft(draft) {
  try {
    if (draft === null) { sessionStorage.removeItem(DRAFT) } else { sessionStorage.setItem(DRAFT, JSON.stringify(draft)) }
  } catch {
    // A browser that keeps nothing loses the draft and no more.
  }
}

// The same question has the same event and the same hidden fields, such as the place in a quiz.
function question_of(form) {
  const hidden = [...form.querySelectorAll("input[type=hidden]")]
  return JSON.stringify([form.dataset.event, ...hidden.map((input) => [input.name, input.value])])
}

function fill_in(form, fields) {
  for (const input of form.elements) {
    const values = fields[input.name] ?? []
    if (input.type === "radio" || input.type === "checkbox") {
      input.checked = values.includes(input.value)
    } else if (input.type !== "hidden" && input.name && values.length === 1) {
      input.value = values[0]
    }
  }
}

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
  const opened = new Map()
  let waiting = false
  let submitted = false

  function wait(on) {
    waiting = on
    content.setAttribute("aria-busy", String(on))
  }

  function show() {
    for (const each of content.querySelectorAll("details[data-keep]")) { opened.set(each.dataset.keep, each.open) }
    content.innerHTML = model.view.html // markup of a template only
    for (const each of content.querySelectorAll("details[data-keep]")) { each.open = opened.get(each.dataset.keep) ?? each.open }
    said.textContent = model.view.said
    refusal.textContent = ""
    wait(false)
    take_up_draft()
  }

  function take_up_draft() {
    const draft = read_draft()
    if (draft === null) { return }
    const forms = [...content.querySelectorAll("form[data-event]")]
    const form = forms.find((each) => question_of(each) === draft.question)
    if (form) { fill_in(form, draft.fields) } else { write_draft(null) }
  }

  function replace() {
    if (submitted) { write_draft(null) }
    submitted = false
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
    if (document.documentElement.dataset.away !== undefined) {
      refuse("Not sent: the server is away. What you chose is kept until it is back.")
      return
    }
    wait(true)
    model.send_msg({ event: name, fields })
  }

  content.addEventListener("submit", (event) => {
    event.preventDefault()
    const form = event.target
    const fields = filled_in(form)
    const fault = fault_of(form, fields)
    if (fault) {
      refuse(...fault)
    } else {
      submitted ||= !waiting
      send(form.dataset.event, fields)
    }
  })
  content.addEventListener("input", (event) => {
    event.target.removeAttribute("aria-invalid")
    for (const place of content.querySelectorAll("[data-error]")) { place.textContent = "" }
    const form = event.target.form
    if (form) { write_draft({ question: question_of(form), fields: filled_in(form) }) }
  })
  content.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-event]")
    if (button) { send(button.dataset.event, {}) }
    const way = event.target.closest("button[data-jump]")
    if (way) {
      const goal = content.querySelector(`[id="${way.dataset.jump}"]`)
      goal.focus({ preventScroll: true })
      goal.scrollIntoView()
    }
  })
  content.addEventListener("gg-event", (event) => { send(event.detail, {}) })
  model.on("view", replace)
  model.on("msg:custom", (data) => {
    if (data.go) {
      write_draft(null)
      location.assign(data.go)
      return
    }
    submitted = false
    wait(false)
    refuse(data.refused)
  })
  show()
  return area
}
