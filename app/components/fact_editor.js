// Findings as three-way choices and observables as bounds. The state lives here; each change sends the
// whole case (a few hundred bytes) once, and only hints come back.

const STATES = [["present", "Present"], ["absent", "Absent"], ["unknown", "Unknown"]]
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
  const rows = []

  const send = () => { model.facts = structuredClone(facts) }
  const state_of = (id) => facts.present.includes(id) ? "present" : facts.absent.includes(id) ? "absent" : "unknown"

  function set_state(id, state) {
    facts.present = facts.present.filter((other) => other !== id)
    facts.absent = facts.absent.filter((other) => other !== id)
    if (state !== "unknown") { facts[state].push(id) }
    send()
  }

  function finding_row(finding) {
    const legend = element("legend", { class: "gg-fact__label" }, finding.label)
    if (finding.codes.length) { legend.append(" ", element("span", { class: "gg-fact__codes" }, finding.codes.join(", "))) }
    const choices = element("div", { class: "gg-segments" })
    for (const [state, label] of STATES) {
      const input = element("input", { type: "radio", name: `${unique}-${finding.id}`, value: state })
      input.checked = state_of(finding.id) === state
      input.addEventListener("change", () => set_state(finding.id, state))
      choices.append(element("label", { class: `gg-segment gg-segment--${state}` }, input, element("span", {}, label)))
    }
    const hint = element("span", { class: "gg-fact__hint" })
    hints.set(finding.id, hint)
    const row = element("fieldset", { class: "gg-fact", style: `--depth:${finding.depth}`, title: finding.definition }, legend, choices, hint)
    rows.push([row, `${finding.label} ${finding.id} ${finding.codes.join(" ")}`.toLowerCase()])
    return row
  }

  function observable_row(observable) {
    const label_id = `${unique}-${observable.id}`
    const value = facts.values[observable.id] ?? { bound: "exactly", amount: "" }
    const bound = element("select", { class: "gg-input", "aria-label": `${observable.label}: how it is known` })
    for (const [key, text] of BOUNDS) { bound.append(element("option", { value: key }, text)) }
    bound.value = value.bound
    const amount = element("input", { class: "gg-input", id: label_id, inputmode: "decimal", autocomplete: "off", placeholder: "unknown" })
    amount.value = value.amount
    const error = element("span", { class: "gg-fact__hint", role: "status" })
    let timer
    const change = () => {
      const text = amount.value.trim().replace(",", ".")
      const good = text === "" || /^\d{1,9}(\.\d{1,9})?$/.test(text)
      amount.setAttribute("aria-invalid", String(!good))
      error.textContent = good ? "" : "Write a number such as 2.5, or leave it empty."
      if (!good) { return }
      if (text === "") { delete facts.values[observable.id] } else { facts.values[observable.id] = { bound: bound.value, amount: text } }
      send()
    }
    amount.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(change, 120) })
    bound.addEventListener("change", change)
    const codes = observable.codes.length ? [" ", element("span", { class: "gg-fact__codes" }, observable.codes.join(", "))] : []
    const row = element("div", { class: "gg-fact gg-fact--value", style: "--depth:0" },
      element("label", { class: "gg-fact__label", for: label_id }, observable.label, ...codes),
      element("div", { class: "gg-fact__value" }, bound, amount, element("span", {}, observable.unit)), error)
    rows.push([row, `${observable.label} ${observable.id} ${observable.codes.join(" ")}`.toLowerCase()])
    return row
  }

  const search = element("input", { class: "gg-input", type: "search", "aria-label": "Search findings and values", placeholder: "Search findings and values" })
  const none = element("p", { class: "gg-meta", role: "status" })
  const sections = model.groups.map((group) => {
    const body = element("div", { class: "gg-facts-group" }, ...group.findings.map(finding_row), ...group.observables.map(observable_row))
    return element("section", {}, element("h3", { class: "gg-facts-title" }, group.title), body)
  })
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase()
    for (const [row, text] of rows) { row.hidden = !text.includes(wanted) }
    for (const section of sections) { section.hidden = !section.querySelector(".gg-fact:not([hidden])") }
    none.textContent = sections.every((section) => section.hidden) ? `Nothing is called “${search.value}”. Try another word.` : ""
  })

  function show_hints() {
    for (const [id, hint] of hints) {
      const implied = state_of(id) === "unknown" ? model.implied[id] : undefined
      hint.textContent = implied ? `follows: ${implied}` : ""
    }
  }
  model.on("implied", show_hints)
  show_hints()
  return element("div", { class: "gg-fact-editor" }, search, none, ...sections)
}
