// Findings as three-way choices and observables as bounds. The state lives here; each change is one
// message with the whole case (about a kilobyte), answered with hints and the address of the case.

const STATES = [["present", "Present"], ["absent", "Absent"], ["unknown", "Unknown"]]
const NUMBER = /^-?(?=[.,]?[0-9])[0-9]{0,18}([.,][0-9]{0,18})?$/
const BOUNDS = [["exactly", "exactly"], ["at_least", "at least"], ["less_than", "less than"]]

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) { node.setAttribute(key, value) }
  node.append(...children)
  return node
}

export function render({ model }) {
  const facts = structuredClone(model.facts)
  const unique = `f${Math.random().toString(36).slice(2)}`
  const hints = new Map()
  const shown = new Map()
  const rows = []
  let implied = model.implied

  const send = () => model.send_msg(facts)
  const state_of = (id) => facts.present.includes(id) ? "present" : facts.absent.includes(id) ? "absent" : "unknown"

  function set_state(id, state) {
    facts.present = facts.present.filter((other) => other !== id)
    facts.absent = facts.absent.filter((other) => other !== id)
    if (state !== "unknown") { facts[state].push(id) }
    send()
  }

  // The name opens what it means. By keyboard the definition shows while a row has the focus (see the
  // style sheet), so the name itself is no further stop on the way.
  function defined({ id, label, definition, codes }) {
    const text = element("p", { class: "gg-fact__definition", id: `${unique}-${id}-definition` }, definition)
    const term = element("button", { class: "gg-fact__term", type: "button", tabindex: "-1", "aria-expanded": "false", "aria-controls": text.id }, element("span", { class: "gg-fact__name" }, label))
    if (codes.length) { term.append(" ", element("span", { class: "gg-fact__codes" }, codes.join(", "))) }
    term.addEventListener("click", () => {
      const open = term.getAttribute("aria-expanded") !== "true"
      term.setAttribute("aria-expanded", String(open))
      text.classList.toggle("gg-fact__definition--open", open)
    })
    return { term, definition: text }
  }

  function finding_row(finding) {
    const { term, definition } = defined(finding)
    const legend = element("legend", { class: "gg-fact__label" }, term)
    const choices = element("div", { class: "gg-segments" })
    for (const [state, label] of STATES) {
      const input = element("input", { type: "radio", name: `${unique}-${finding.id}`, value: state })
      input.checked = state_of(finding.id) === state
      input.addEventListener("change", () => set_state(finding.id, state))
      choices.append(element("label", { class: `gg-segment gg-segment--${state}` }, input, element("span", {}, label)))
    }
    const hint = element("span", { class: "gg-fact__hint" })
    hints.set(finding.id, hint)
    const row = element("fieldset", { class: "gg-fact", "aria-describedby": definition.id }, legend, choices, hint, definition)
    row.style.setProperty("--depth", finding.depth)
    row.dataset.fact = finding.id
    shown.set(finding.id, row)
    rows.push([row, `${finding.label} ${finding.id} ${finding.codes.join(" ")}`.toLowerCase()])
    return row
  }

  // One line for each bound of the value: an address may hold "at least 3" and "less than 6".
  function bound_line(observable, start, change) {
    const bound = element("select", { class: "gg-input", "aria-label": `${observable.label}: how it is known` })
    for (const [key, text] of BOUNDS) { bound.append(element("option", { value: key }, text)) }
    bound.value = start.bound
    const amount = element("input", { class: "gg-input", inputmode: "decimal", autocomplete: "off", placeholder: "unknown", "aria-label": `${observable.label} in ${observable.unit}` })
    amount.value = start.amount
    let timer
    amount.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(change, 120) })
    bound.addEventListener("change", change)
    const line = element("div", { class: "gg-fact__value" }, bound, amount, element("span", {}, observable.unit))
    return { line, bound, amount, text: () => amount.value.trim() }
  }

  function observable_row(observable) {
    const error = element("span", { class: "gg-fact__hint", role: "status" })
    const lines = (facts.values[observable.id] ?? [{ bound: "exactly", amount: "" }]).map((start) => bound_line(observable, start, change))
    function change() {
      const wrong = lines.filter(({ text }) => text() !== "" && !NUMBER.test(text()))
      for (const each of lines) { each.amount.setAttribute("aria-invalid", String(wrong.includes(each))) }
      error.textContent = wrong.length ? "This is no number and counts as unknown. Write one such as 2.5." : ""
      const good = lines.filter((each) => each.text() !== "" && !wrong.includes(each))
      facts.values[observable.id] = good.map((each) => ({ bound: each.bound.value, amount: each.text() }))
      send()
    }
    const { term, definition } = defined(observable)
    const row = element("div", { class: "gg-fact gg-fact--value" },
      element("span", { class: "gg-fact__label" }, term),
      element("div", { class: "gg-fact__bounds" }, ...lines.map(({ line }) => line)), error, definition)
    row.dataset.fact = observable.id
    shown.set(observable.id, row)
    rows.push([row, `${observable.label} ${observable.id} ${observable.codes.join(" ")}`.toLowerCase()])
    return row
  }

  const search = element("input", { class: "gg-input", type: "search", "aria-label": "Search findings and values", placeholder: "Search findings and values" })
  const none = element("p", { class: "gg-meta", role: "status" })
  const sections = model.groups.map((group) => {
    const body = element("div", { class: "gg-facts-group" }, ...group.findings.map(finding_row), ...group.observables.map(observable_row))
    return element("section", {}, element("h3", { class: "gg-facts-title" }, group.title), body)
  })
  function narrow() {
    const wanted = search.value.trim().toLowerCase()
    for (const [row, text] of rows) { row.hidden = !text.includes(wanted) }
    for (const section of sections) { section.hidden = !section.querySelector(".gg-fact:not([hidden])") }
    none.textContent = sections.every((section) => section.hidden) ? `Nothing is called “${search.value}”. Try another word.` : ""
  }
  search.addEventListener("input", narrow)

  function show_hints() {
    for (const [id, hint] of hints) {
      const state = state_of(id) === "unknown" ? implied[id] : undefined
      hint.textContent = state ? `follows: ${state}` : ""
      hint.parentElement.dataset.follows = state ?? ""
    }
  }

  // The row of the fact to obtain next says so; from elsewhere on the page a button leads there.
  function show_next(id) {
    for (const [other, row] of shown) {
      row.querySelector(".gg-fact__next")?.remove()
      row.classList.toggle("gg-fact--next", other === id)
      if (other === id) { row.append(element("span", { class: "gg-fact__next" }, "Obtain next")) }
    }
  }

  function reveal(event) {
    const row = shown.get(event.detail)
    if (!row) { return }
    search.value = ""
    narrow()
    const input = row.querySelector("input:checked, input[inputmode]")
    input.focus({ preventScroll: true })
    row.scrollIntoView({ block: "center" })
  }
  document.addEventListener("gg-reveal", reveal)
  model.on("remove", () => { document.removeEventListener("gg-reveal", reveal) })
  model.on("msg:custom", (data) => {
    implied = data.implied
    show_hints()
    show_next(data.obtain)
    if (data.address) { history.replaceState(history.state, "", data.address) }
  })
  show_hints()
  show_next(model.obtain)
  return element("div", { class: "gg-fact-editor" }, search, none, ...sections)
}
