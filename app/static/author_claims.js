// A claim, chosen from lists: first its kind, then what it is about. A claim that is not complete
// keeps its keys with empty values, so that its kind is known after a reload.

const BOUNDS = [{ value: "exactly", label: "exactly" }, { value: "at_least", label: "at least" }, { value: "less_than", label: "less than" }]
const SHAPES = [
  { value: "exactly", label: "exactly", keys: ["exactly"] },
  { value: "range", label: "from … to …", keys: ["lower", "upper"] },
  { value: "lower", label: "at least", keys: ["lower"] },
  { value: "upper", label: "at most", keys: ["upper"] },
  { value: "ratio", label: "… of …", keys: ["numerator", "denominator"] },
]
const NUMBERS = ["exactly", "lower", "upper", "numerator", "denominator"]
const FEW = 8

const is_mapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value)
// What is no number yet stays as it was written: the check says so.
export const as_number = (text) => /^-?\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : text.trim()

const roots = (form) => [...new Set(form.entries.flatMap((entry) => entry.of === "quantity" ? ["unit"] : [entry.key.split(".")[0]]))]

export function form_of(claim, forms) {
  if (!is_mapping(claim)) { return null }
  const keys = Object.keys(claim).filter((key) => !NUMBERS.includes(key) && key !== "quantity")
  return forms.find((form) => { const wanted = roots(form); return wanted.length === keys.length && wanted.every((key) => keys.includes(key)) }) ?? null
}

function blank(form) {
  const claim = {}
  for (const key of roots(form)) { claim[key] = "" }
  if ("content" in claim) { claim.content = { subject: "", aspect: "", value: "" } }
  return claim
}

// The claim of another option, with what tells the two apart left open.
function alike(claim, form) {
  const next = structuredClone(claim)
  const numbers = NUMBERS.filter((key) => key in next)
  if (numbers.length) { for (const key of numbers) { next[key] = "" } }
  else if ("content" in next) { next.content.value = "" }
  else { next[form.entries[0].key] = "" }
  return next
}

// The statements that a claim speaks of, to be suggested behind its rationale.
export function statements_of(claim, words) {
  if (!is_mapping(claim)) { return [] }
  const told = [claim.statement, claim.rests_on, claim.concerns].filter((value) => typeof value === "string" && value.startsWith("st-"))
  return [...told, ...(words.criterion_statements[claim.criterion] ?? []), ...(words.criterion_statements[claim.concerns] ?? [])]
}

export function claim_editor({ parts, words, place, claim, like, on_change, on_restructure }) {
  const { element, select_field, combobox, text_field } = parts
  const form = form_of(claim, words.claims)
  const body = element("div", { class: "gg-claim__entries" })
  const set = (key, value) => {
    const changed = structuredClone(claim)
    const [root, inner] = key.split(".")
    if (inner) { changed[root] = { ...(is_mapping(changed[root]) ? changed[root] : {}), [inner]: value } } else { changed[root] = value }
    return changed
  }
  // Later fields build on what was typed into earlier ones.
  const change = (next) => { claim = next; on_change(next) }
  const get = (key) => { const [root, inner] = key.split("."); return inner ? claim[root]?.[inner] : claim[root] }

  function from_list(entry) {
    const choices = words[entry.of]
    const options = { place: `${place}.${entry.key}`, label: entry.label, value: get(entry.key), choices }
    if (choices.length <= FEW) { return select_field({ ...options, on_change: (value) => on_restructure(set(entry.key, value)) }) }
    return combobox({ ...options, on_choose: (value) => on_restructure(set(entry.key, value)) })
  }

  function yes(entry) {
    const choices = [{ value: true, label: entry.words[0] }, { value: false, label: entry.words[1] }]
    return select_field({ place: `${place}.${entry.key}`, label: entry.label, value: get(entry.key), choices, on_change: (value) => on_restructure(set(entry.key, value)) })
  }

  // A finding that is present or absent, or a value with a bound.
  function fact(entry) {
    const now = is_mapping(get(entry.key)) ? get(entry.key) : {}
    const [observable, amount] = Object.entries(is_mapping(now.values) ? now.values : {})[0] ?? []
    const subject = now.present ?? now.absent ?? observable ?? ""
    const here = `${place}.${entry.key}`
    const choose = (value) => {
      const is_value = value in words.units
      on_restructure(set(entry.key, is_value ? { values: { [value]: { exactly: "", unit: words.units[value][0] } } } : { present: value }))
    }
    const row = [combobox({ place: here, label: entry.label, value: subject, choices: words.obtainables, on_choose: choose })]
    if (subject && !observable) {
      row.push(select_field({ place: `${here}.state`, label: "How it is found", value: "absent" in now ? "absent" : "present", empty: null, choices: [{ value: "present", label: "present" }, { value: "absent", label: "absent" }], on_change: (state) => on_restructure(set(entry.key, { [state]: subject })) }))
    }
    if (observable) {
      const bound = BOUNDS.find((one) => one.value in amount)?.value ?? "exactly"
      const [ucum, unit] = words.units[observable] ?? ["", ""]
      const write = (key, number) => set(entry.key, { values: { [observable]: { [key]: number, unit: ucum } } })
      row.push(select_field({ place: `${here}.bound`, label: "Bound", value: bound, empty: null, choices: BOUNDS, on_change: (key) => on_restructure(write(key, amount[bound] ?? "")) }))
      row.push(text_field({ place: `${here}.amount`, label: `Number in ${unit}`, value: amount[bound], single: true, on_input: (text) => change(write(bound, as_number(text))) }))
    }
    return element("div", { class: "gg-claim__row" }, ...row)
  }

  // A number that the option says the statement gives.
  function quantity(entry) {
    const given = words.quantities[claim.statement] ?? []
    if (!given.length) { return element("p", { class: "gg-field__hint" }, claim.statement ? "This statement gives no number. Choose another." : "Choose a statement that gives a number.") }
    const chosen = given.find((one) => one.label === claim.quantity) ?? given[Number(claim.quantity) - 1] ?? (given.length === 1 ? given[0] : null)
    const shape = SHAPES.find((one) => one.keys.every((key) => key in claim) && one.keys.length === NUMBERS.filter((key) => key in claim).length) ?? null
    const base = () => { const rest = { ...claim }; for (const key of NUMBERS) { delete rest[key] } return rest }
    const row = []
    if (given.length > 1) {
      row.push(select_field({ place: `${place}.quantity`, label: entry.label, value: claim.quantity, choices: given.map((one) => ({ value: one.label, label: one.label })), on_change: (value) => on_restructure({ ...claim, quantity: value, unit: given.find((one) => one.label === value)?.ucum ?? "" }) }))
    }
    row.push(select_field({ place: `${place}.shape`, label: "It says", value: shape?.value, choices: SHAPES, on_change: (value) => {
      const keys = SHAPES.find((one) => one.value === value)?.keys ?? []
      on_restructure({ ...base(), ...Object.fromEntries(keys.map((key) => [key, claim[key] ?? ""])), unit: claim.unit || chosen?.ucum || "" })
    } }))
    for (const key of shape?.keys ?? []) {
      row.push(text_field({ place: `${place}.${key}`, label: { upper: "to", denominator: "of" }[key] ?? "Number", value: claim[key], single: true, on_input: (text) => change(set(key, as_number(text))) }))
    }
    const units = Object.entries(chosen?.units ?? {}).map(([value, label]) => ({ value, label: label || chosen.unit }))
    if (shape && units.length > 1) { row.push(select_field({ place: `${place}.unit`, label: "Unit", value: claim.unit, empty: null, choices: units, on_change: (value) => on_restructure(set("unit", value)) })) }
    else if (shape && chosen) { row.push(element("p", { class: "gg-field__hint gg-claim__unit" }, chosen.unit)) }
    return element("div", { class: "gg-claim__row" }, ...row)
  }

  const show = { fact, yes, quantity }
  if (form) { body.append(...form.entries.map((entry) => (show[entry.of] ?? from_list)(entry))) }
  const kinds = words.claims.map((one) => ({ value: one.name, label: one.words, more: one.needs_case ? "on the patient" : "on the guideline", code: "" }))
  const kind = combobox({ place, label: "Claim", value: form?.name ?? "", choices: kinds, placeholder: "What this option says, for the graph to judge", on_choose: (name) => {
    const next = words.claims.find((one) => one.name === name)
    if (next !== form) { on_restructure(blank(next)) }
  } })
  const before = form ? null : form_of(like, words.claims)
  if (before) {
    const again = element("button", { class: "gg-link-button gg-offers__one", type: "button" }, before.words)
    again.addEventListener("click", () => on_restructure(alike(like, before)))
    kind.append(element("p", { class: "gg-field__hint gg-offers" }, "As in the option before: ", again))
  }
  return element("div", { class: "gg-claim" }, kind, body)
}
