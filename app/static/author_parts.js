// The parts that the forms of the editor are made of. Texts go to textContent, never to innerHTML.
// Every part carries data-place, the place of its value in the draft, so that a finding can lead
// there and the focus survives when the form is drawn anew.

let counter = 0
export const unique = () => `author-${++counter}`

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) { node.setAttribute(key, value === true ? "" : value) }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined))
  return node
}

export function button(label, on_click, { quiet = true, name = null, disabled = false } = {}) {
  const node = element("button", { class: `gg-button${quiet ? " gg-button--quiet" : ""}`, type: "button", "aria-label": name, disabled }, label)
  node.addEventListener("click", on_click)
  return node
}

function grow(area) {
  area.style.height = "auto"
  area.style.height = `${area.scrollHeight + 2}px`
}

// A text of one or more lines. on_input gets the text.
export function text_field({ place, label, value, hint = "", rows = 1, on_input, optional = false, single = false }) {
  const id = unique()
  const attributes = { class: `gg-input${single ? "" : " gg-area"}`, id, "data-place": place, autocomplete: "off", "aria-describedby": hint ? `${id}-hint` : null }
  const input = single ? element("input", { ...attributes, type: "text" }) : element("textarea", { ...attributes, rows })
  input.value = typeof value === "string" ? value : value === undefined || value === null ? "" : String(value)
  input.addEventListener("input", () => { if (!single) { grow(input) } on_input(input.value) })
  if (!single) { requestAnimationFrame(() => grow(input)) }
  return element("div", { class: "gg-field" },
    element("label", { for: id }, label, optional ? element("span", { class: "gg-field__optional" }, " (optional)") : ""),
    input,
    hint ? element("span", { class: "gg-field__hint", id: `${id}-hint` }, hint) : "")
}

export function select_field({ place, label, value, choices, on_change, empty = "Choose …", hidden_label = false }) {
  const id = unique()
  const input = element("select", { class: "gg-input", id, "data-place": place })
  if (empty !== null) { input.append(element("option", { value: "" }, empty)) }
  choices.forEach((choice, index) => input.append(element("option", { value: index }, choice.label)))
  const at = choices.findIndex((choice) => choice.value === value)
  input.value = at < 0 ? (empty === null ? "0" : "") : String(at)
  input.addEventListener("change", () => on_change(input.value === "" ? "" : choices[Number(input.value)].value))
  return element("div", { class: "gg-field" }, element("label", { for: id, class: hidden_label ? "gg-sr" : null }, label), input)
}

export const shown = (choice) => choice.code ? `${choice.code} · ${choice.label}` : choice.label

const MOST = 60

// A list with search (ARIA 1.2 combobox). Nothing but an entry of the list can be chosen.
export function combobox({ place, label, value, choices, on_choose, placeholder = "Search and choose", hidden_label = false, keeps = true, optional = false }) {
  const id = unique()
  const chosen = choices.find((choice) => choice.value === value)
  const input = element("input", { class: "gg-input", id, type: "text", role: "combobox", autocomplete: "off", "data-place": place, "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list", placeholder })
  input.value = chosen ? shown(chosen) : value ? `${value} (not in the list)` : ""
  input.title = input.value
  const list = element("ul", { class: "gg-list", id: `${id}-list`, role: "listbox", "aria-label": label, hidden: true })
  let offered = []
  let active = -1
  let written = false

  function draw() {
    const words = written ? input.value.toLowerCase().split(/\s+/).filter(Boolean) : []
    const found = choices.filter((choice) => {
      const text = `${choice.code} ${choice.label} ${choice.more} ${choice.value}`.toLowerCase()
      return words.every((word) => text.includes(word))
    })
    offered = found.slice(0, MOST)
    list.replaceChildren(...offered.map((choice, index) => {
      const option = element("li", { class: "gg-list__entry", role: "option", id: `${id}-${index}`, "aria-selected": String(choice.value === value) },
        element("span", {}, shown(choice)), choice.more ? element("span", { class: "gg-list__more" }, choice.more) : "")
      option.addEventListener("pointerdown", (event) => { event.preventDefault() })
      option.addEventListener("click", () => choose(index))
      return option
    }))
    if (!found.length) { list.append(element("li", { class: "gg-list__none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing is called so. Try another word.")) }
    if (found.length > MOST) { list.append(element("li", { class: "gg-list__none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, `${found.length - MOST} more: write a word to narrow the list.`)) }
    move(written && offered.length ? 0 : offered.findIndex((choice) => choice.value === value))
  }
  function move(to) {
    active = to
    for (const [index, option] of [...list.children].entries()) { option.classList.toggle("gg-list__entry--active", index === to) }
    const option = list.children[to]
    if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }) } else { input.removeAttribute("aria-activedescendant") }
  }
  function open() { if (list.hidden) { list.hidden = false; input.setAttribute("aria-expanded", "true"); draw() } }
  function close() {
    list.hidden = true
    written = false
    input.setAttribute("aria-expanded", "false")
    input.removeAttribute("aria-activedescendant")
    const now = choices.find((choice) => choice.value === value)
    input.value = keeps && now ? shown(now) : keeps && value ? `${value} (not in the list)` : ""
    input.title = input.value
  }
  function choose(index) {
    if (index < 0 || index >= offered.length) { return }
    if (keeps) { value = offered[index].value }
    const picked = offered[index].value
    close()
    on_choose(picked)
  }
  input.addEventListener("focus", () => { input.select() })
  input.addEventListener("click", open)
  input.addEventListener("input", () => { written = true; open(); draw() })
  input.addEventListener("blur", close)
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); if (list.hidden) { open() } else { move(Math.min(active + 1, offered.length - 1)) } }
    else if (event.key === "ArrowUp") { event.preventDefault(); move(Math.max(active - 1, 0)) }
    else if (event.key === "Enter" && !list.hidden) { event.preventDefault(); choose(active) }
    else if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); close() }
  })
  return element("div", { class: "gg-field gg-combo" }, element("label", { for: id, class: hidden_label ? "gg-sr" : null }, label, optional ? element("span", { class: "gg-field__optional" }, " (optional)") : ""), input, list)
}

// Several entries of a list: those chosen as chips, and a search for one more.
export function chips({ place, label, values, choices, on_change, hint = "", suggested = [] }) {
  const list = element("ul", { class: "gg-chosen", "aria-label": `${label}: chosen` })
  const known = new Map(choices.map((choice) => [choice.value, choice]))
  for (const value of values) {
    const choice = known.get(value)
    const text = choice ? choice.code || choice.label : `${value} (not in the list)`
    const remove = element("button", { class: "gg-chosen__remove", type: "button", "aria-label": `Remove ${text}` }, "×")
    remove.addEventListener("click", () => on_change(values.filter((other) => other !== value)))
    list.append(element("li", { class: "gg-chip", title: choice ? `${choice.label} (${choice.more})` : null }, element("span", { class: "gg-chosen__text" }, choice ? shown(choice) : text), remove))
  }
  const add = combobox({ place, label, value: "", choices: choices.filter((choice) => !values.includes(choice.value)), placeholder: values.length ? "Add another" : "Search and add", keeps: false, on_choose: (value) => on_change([...values, value]) })
  const offers = suggested.filter((value) => known.has(value) && !values.includes(value))
  if (values.length) { add.insertBefore(list, add.children[1]) }
  if (offers.length) {
    add.append(element("p", { class: "gg-field__hint gg-offers" }, "Suggested: ", ...offers.map((value) => {
      const offer = element("button", { class: "gg-link-button gg-offers__one", type: "button", }, shown(known.get(value)))
      offer.addEventListener("click", () => on_change([...values, value]))
      return offer
    })))
  }
  if (hint) { add.append(element("span", { class: "gg-field__hint" }, hint)) }
  return add
}

// Two to five choices side by side.
export function segments({ label, value, choices, on_change, place = null }) {
  const name = unique()
  const row = element("div", { class: "gg-segments" })
  for (const choice of choices) {
    const input = element("input", { type: "radio", name, value: choice.value, "data-place": place ? `${place}=${choice.value}` : null })
    input.checked = choice.value === value
    input.addEventListener("change", () => on_change(choice.value))
    row.append(element("label", { class: "gg-segment" }, input, element("span", {}, choice.label)))
  }
  return element("fieldset", { class: "gg-fieldset" }, element("legend", {}, label), row)
}
