// The forms of an item and of a vignette. `desk` is what the editor lends them:
//   data                 the draft, as plain data
//   words                the lists to choose from
//   type(path, value)    something was typed: stored, and the form stays as it is
//   change(function)     the function changes the data, and the form is drawn anew
//   parts, claims, facts the modules author_parts, author_claims and fact_editor

const LETTERS = "abcdefghijklmnopqrstuvwxyz"
const PLAIN = ["single-best-answer", "multiple-answer"]
const ANSWERS = [[true, "True"], [false, "False"], ["cannot tell", "Cannot tell"]]
const QUESTION_KEYS = ["lead_in", "options", "claim", "answer_from", "unit", "tolerance", "rationale", "statements", "common_errors", "steps"]

const is_mapping = (value) => typeof value === "object" && value !== null && !Array.isArray(value)
const mappings = (value) => Array.isArray(value) ? value.filter(is_mapping) : []
const strings = (value) => Array.isArray(value) ? value.filter((one) => typeof one === "string") : []

export const written = (path) => path.reduce((text, step) => typeof step === "number" ? `${text}[${step}]` : text ? `${text}.${step}` : step, "")

export function fresh_option(options) {
  const taken = new Set(mappings(options).map((option) => option.id))
  return { id: [...LETTERS].find((letter) => !taken.has(letter)) ?? `o${options.length + 1}` }
}

const three_answers = () => ANSWERS.map(([answer]) => ({ answer }))
const three_options = () => ["a", "b", "c"].map((id) => ({ id }))

// Keeps of a question what the other kind has a place for.
export function as_kind(data, kind) {
  const first = data.kind === "key-feature" ? mappings(data.steps)[0] ?? {} : data
  const kept = Object.fromEntries(Object.entries(data).filter(([key]) => !QUESTION_KEYS.includes(key)))
  const lead_in = first.lead_in === undefined ? {} : { lead_in: first.lead_in }
  const options = mappings(first.options).filter((option) => "id" in option)
  if (PLAIN.includes(kind)) { return { ...kept, kind, ...lead_in, options: options.length ? options : three_options() } }
  if (kind === "key-feature") { return { ...kept, kind, steps: [{ ...lead_in, options: options.length ? options : three_options() }, { options: three_options() }] } }
  if (kind === "true-false-cannot-tell") {
    const claim = first.claim ?? options.find((option) => option.claim)?.claim
    return { ...kept, kind, ...lead_in, ...(claim ? { claim } : {}), options: three_answers() }
  }
  return { ...kept, kind, ...lead_in }
}

function fact_form(desk, { path, label, hint }) {
  const { words, facts, parts } = desk
  const at = path.reduce((value, step) => value?.[step], desk.data) ?? {}
  const is_case = path[0] !== "opening_facts"
  const values = Object.entries(is_mapping(at.values) ? at.values : {}).map(([id, amount]) => [id, Object.entries(is_mapping(amount) ? amount : {}).filter(([key]) => key !== "unit").map(([bound, number]) => ({ bound, amount: String(number) }))])
  const model = {
    facts: { present: strings(at.present), absent: strings(at.absent), values: Object.fromEntries(values) },
    groups: words.facts,
    implied: is_case ? desk.implied : {},
    send_msg(entered) {
      const told = Object.entries(entered.values).filter(([, bounds]) => bounds.length).map(([id, bounds]) => [id, { ...Object.fromEntries(bounds.map(({ bound, amount }) => [bound, Number(amount.replace(",", "."))])), unit: words.units[id]?.[0] ?? "" }])
      const keys = { present: [...entered.present], absent: [...entered.absent], values: Object.fromEntries(told) }
      if (path.length) { desk.type(path, Object.fromEntries(Object.entries(keys).filter(([, value]) => Object.keys(value).length))) }
      else { for (const [key, value] of Object.entries(keys)) { desk.type([key], Object.keys(value).length || key === "present" ? value : undefined) } }
    },
    on(_, listener) { if (is_case) { desk.on_implied(listener) } },
  }
  const editor = facts.render({ model })
  editor.classList.add("gg-author__facts")
  editor.tabIndex = -1
  editor.dataset.place = written([...path, "present"])
  return parts.element("fieldset", { class: "gg-fieldset" },
    parts.element("legend", {}, label), hint ? parts.element("p", { class: "gg-field__hint" }, hint) : "", editor)
}

function proof_place(desk, path) {
  return desk.parts.element("div", { class: "gg-proof", "data-proof": written(path), "aria-live": "polite" })
}

function why(data) {
  return "vignette" in data || "case" in data ? "Why it is right or wrong, for this patient" : "Why it is right or wrong"
}

function rationale_fields(desk, path, holder, claim, label = why(desk.data)) {
  const { parts, words } = desk
  return [
    parts.text_field({ place: written([...path, "rationale"]), label, value: holder.rationale, rows: 2, on_input: (text) => desk.type([...path, "rationale"], text) }),
    parts.chips({ place: written([...path, "statements"]), label: "Statements that this rests on", values: strings(holder.statements), choices: words.statements, suggested: desk.claims.statements_of(claim, words), on_change: (values) => desk.change((data) => desk.put(data, [...path, "statements"], values)) }),
  ]
}

// `like` is the claim of the option before, to begin from.
function claim_field(desk, path, claim, like = null) {
  return desk.claims.claim_editor({ parts: desk.parts, words: desk.words, place: written(path), claim, like,
    on_change: (value) => desk.type(path, value),
    on_restructure: (value) => desk.change((data) => desk.put(data, path, value)) })
}

function mover(desk, path, index, count, least, word) {
  const { button, element } = desk.parts
  const move = (to) => desk.change((data) => { const list = desk.get(data, path); list.splice(to, 0, ...list.splice(index, 1)) }, written([...path, to]))
  return element("div", { class: "gg-option__tools" },
    button("↑", () => move(index - 1), { name: `Move ${word} up`, disabled: index === 0 }),
    button("↓", () => move(index + 1), { name: `Move ${word} down`, disabled: index === count - 1 }),
    button("Remove", () => desk.change((data) => { desk.get(data, path).splice(index, 1) }, written([...path, Math.max(0, index - 1)])), { name: `Remove ${word}`, disabled: count <= least }))
}

function options_form(desk, path, holder, { least = 3 } = {}) {
  const { element, text_field, button } = desk.parts
  const options = mappings(holder.options)
  const here = [...path, "options"]
  const cards = options.map((option, index) => {
    const place = [...here, index]
    return element("fieldset", { class: "gg-card gg-option", "data-place": written(place), tabindex: "-1" },
      element("legend", { class: "gg-sr" }, `Option ${index + 1}`),
      element("div", { class: "gg-option__head" }, element("span", { class: "gg-option__name", "aria-hidden": "true" }, `Option ${index + 1}`), mover(desk, here, index, options.length, least, `option ${index + 1}`)),
      text_field({ place: written([...place, "text"]), label: "What the learner reads", value: option.text, on_input: (text) => desk.type([...place, "text"], text) }),
      claim_field(desk, [...place, "claim"], option.claim, options[index - 1]?.claim),
      proof_place(desk, place),
      ...rationale_fields(desk, place, option, option.claim))
  })
  const add = button("Add an option", () => desk.change((data) => { const list = desk.get(data, here) ?? []; list.push(fresh_option(list)); desk.put(data, here, list) }, written([...here, options.length, "text"])), { quiet: false, disabled: options.length >= 8 })
  return element("div", { class: "gg-options" }, ...cards, element("p", {}, add))
}

function answers_form(desk, data) {
  const { element } = desk.parts
  const options = mappings(data.options)
  const cards = options.map((option, index) => element("fieldset", { class: "gg-card gg-option", "data-place": written(["options", index]), tabindex: "-1" },
    element("legend", { class: "gg-option__name" }, `Answer: ${ANSWERS.find(([answer]) => answer === option.answer)?.[1] ?? option.answer}`),
    proof_place(desk, ["options", index]),
    ...rationale_fields(desk, ["options", index], option, data.claim)))
  return element("div", { class: "gg-options" },
    element("div", { class: "gg-card gg-option" }, claim_field(desk, ["claim"], data.claim)), ...cards)
}

function number_form(desk, data) {
  const { element, combobox, select_field, text_field, button } = desk.parts
  const { words } = desk
  const asked = is_mapping(data.answer_from) ? data.answer_from : {}
  const numbered = words.statements.filter((choice) => choice.value in words.quantities)
  const given = words.quantities[asked.statement] ?? []
  const chosen = given.find((one) => one.label === asked.quantity) ?? given[Number(asked.quantity) - 1] ?? (given.length === 1 ? given[0] : null)
  const named = { exactly: "the number", lower: "the lower end", upper: "the upper end", numerator: "the first of the two", denominator: "the second of the two" }
  const ask = (values) => desk.change((draft) => {
    draft.answer_from = { ...asked, ...values }
    const options = words.quantities[draft.answer_from.statement] ?? []
    const one = options.find((each) => each.label === draft.answer_from.quantity) ?? (options.length === 1 ? options[0] : null)
    if (one) { draft.unit = one.ucum }
    if (values.statement && !strings(draft.statements).length) { draft.statements = [values.statement] }
  })
  const row = [combobox({ place: "answer_from", label: "Statement that gives the number", value: asked.statement, choices: numbered, on_choose: (statement) => ask({ statement, quantity: undefined, bound: "" }) })]
  if (given.length > 1) { row.push(select_field({ place: "answer_from.quantity", label: "Number", value: asked.quantity, choices: given.map((one) => ({ value: one.label, label: one.label })), on_change: (quantity) => ask({ quantity, bound: "" }) })) }
  if (chosen) { row.push(select_field({ place: "answer_from.bound", label: "Which number is asked for", value: asked.bound, choices: Object.entries(chosen.bounds).map(([value, number]) => ({ value, label: `${named[value]} (${number} ${chosen.unit})` })), on_change: (bound) => ask({ bound }) })) }
  const errors = mappings(data.common_errors).map((wrong, index, all) => element("fieldset", { class: "gg-card gg-option", "data-place": written(["common_errors", index]), tabindex: "-1" },
    element("legend", { class: "gg-sr" }, `Common error ${index + 1}`),
    element("div", { class: "gg-option__head" }, element("span", { class: "gg-option__name", "aria-hidden": "true" }, `Common error ${index + 1}`), mover(desk, ["common_errors"], index, all.length, 0, `common error ${index + 1}`)),
    text_field({ place: written(["common_errors", index, "value"]), label: "The wrong number", value: wrong.value, single: true, on_input: (text) => desk.type(["common_errors", index, "value"], desk.claims.as_number(text)) }),
    ...rationale_fields(desk, ["common_errors", index], wrong, { statement: asked.statement }, "Why it is wrong")))
  const add = button("Add a common error", () => desk.change((draft) => { draft.common_errors = [...mappings(draft.common_errors), {}] }, written(["common_errors", errors.length, "value"])), { quiet: false })
  return element("div", { class: "gg-options" },
    element("div", { class: "gg-card gg-option" }, ...row, proof_place(desk, ["answer_from"]),
      text_field({ place: "tolerance", label: `How far an answer may be off${chosen ? `, in ${chosen.unit}` : ""}`, optional: true, value: data.tolerance, single: true, on_input: (text) => desk.type(["tolerance"], text.trim() === "" ? undefined : desk.claims.as_number(text)) }),
      ...rationale_fields(desk, [], data, { statement: asked.statement }, "Why this is the number")),
    ...errors, element("p", {}, add))
}

function steps_form(desk, data) {
  const { element, text_field, select_field, button } = desk.parts
  const steps = mappings(data.steps)
  const kinds = [{ value: "single-best-answer", label: "One option is right" }, { value: "multiple-answer", label: "Several options are right" }]
  const sections = steps.map((step, index) => element("section", { class: "gg-step", "aria-label": `Step ${index + 1}`, "data-place": written(["steps", index]), tabindex: "-1" },
    element("div", { class: "gg-option__head" }, element("h3", { class: "gg-step__name" }, `Step ${index + 1}`), mover(desk, ["steps"], index, steps.length, 2, `step ${index + 1}`)),
    text_field({ place: written(["steps", index, "lead_in"]), label: "Lead-in: the question itself", value: step.lead_in, on_input: (text) => desk.type(["steps", index, "lead_in"], text) }),
    select_field({ place: written(["steps", index, "kind"]), label: "How many options are right", value: step.kind ?? "single-best-answer", empty: null, choices: kinds, on_change: (kind) => desk.change((draft) => { draft.steps[index].kind = kind }) }),
    options_form(desk, ["steps", index], step, { least: 2 })))
  const add = button("Add a step", () => desk.change((draft) => { draft.steps.push({ options: three_options() }) }, written(["steps", steps.length, "lead_in"])), { quiet: false, disabled: steps.length >= 4 })
  return element("div", {}, ...sections, element("p", {}, add))
}

function patient_form(desk, data) {
  const { element, segments, combobox } = desk.parts
  const has = "vignette" in data ? "vignette" : "case" in data ? "case" : "none"
  const choose = (value) => desk.change((draft) => {
    delete draft.vignette
    delete draft.case
    if (value === "vignette") { draft.vignette = "" }
    if (value === "case") { draft.case = { present: [] } }
  })
  const choices = [{ value: "none", label: "None" }, { value: "vignette", label: "A vignette" }, { value: "case", label: "Facts of its own" }]
  const parts = [segments({ label: "Patient", place: "patient", value: has, choices, on_change: choose })]
  if (has === "vignette") { parts.push(combobox({ place: "vignette", label: "Vignette (published ones)", value: data.vignette, choices: desk.words.vignettes, on_choose: (value) => desk.change((draft) => { draft.vignette = value }) })) }
  if (has === "case") { parts.push(fact_form(desk, { path: ["case"], label: "Facts of the case", hint: "Tell them in the stem. What is neither present nor absent is unknown." })) }
  return element("div", {}, ...parts)
}

function tags_field(desk, data) {
  return desk.parts.text_field({ place: "tags", label: "Tags", optional: true, single: true, value: strings(data.tags).join(" "), hint: "Words to find it by, in small letters, with a space between them.", on_input: (text) => desk.type(["tags"], text.trim() ? text.trim().split(/[\s,]+/) : undefined) })
}

function id_field(desk, data) {
  return desk.parts.text_field({ place: "id", label: "Id", single: true, value: data.id, hint: "Answers are stored under it, so it stays as it is once published. With the id of something in the item bank, this takes its place.", on_input: (text) => desk.type(["id"], text) })
}

const block = (desk, title, ...children) => desk.parts.element("section", { class: "gg-author__block" }, desk.parts.element("h2", { class: "gg-author__title" }, title), ...children)

export function item_form(desk) {
  const { data, words, parts } = desk
  const kind = parts.select_field({ place: "kind", label: "Kind", value: data.kind, empty: null, choices: words.kinds_of_item, on_change: (value) => desk.change((draft) => { const next = as_kind(draft, value); for (const key of Object.keys(draft)) { delete draft[key] } Object.assign(draft, next) }) })
  const stem = parts.text_field({ place: "stem", label: "Stem: what the learner reads first", optional: true, value: data.stem, rows: 2, hint: "With a vignette, its story is shown before this.", on_input: (text) => desk.type(["stem"], text || undefined) })
  const lead_in = parts.text_field({ place: "lead_in", label: "Lead-in: the question itself", value: data.lead_in, hint: "It can be answered with the options covered.", on_input: (text) => desk.type(["lead_in"], text) })
  const body = { "numeric": () => [lead_in, number_form(desk, data)], "key-feature": () => [steps_form(desk, data)], "true-false-cannot-tell": () => [lead_in, answers_form(desk, data)] }
  const [question, ...answers] = (body[data.kind] ?? (() => [lead_in, options_form(desk, [], data)]))()
  const titles = { "numeric": "Number", "true-false-cannot-tell": "Claim and answers", "key-feature": "Steps" }
  return [
    block(desk, "Question", kind, patient_form(desk, data), stem, ...(data.kind === "key-feature" ? [] : [question])),
    block(desk, titles[data.kind] ?? "Options", ...(data.kind === "key-feature" ? [question] : answers)),
    block(desk, "Explanation", parts.text_field({ place: "explanation", label: "What to take home, whatever was answered", value: data.explanation, rows: 3, on_input: (text) => desk.type(["explanation"], text) })),
    block(desk, "To find it by", tags_field(desk, data), id_field(desk, data)),
  ]
}

export function vignette_form(desk) {
  const { data, words, parts } = desk
  const others = words.vignettes.filter((choice) => choice.value !== data.id)
  const has_opening = "opening" in data || "opening_facts" in data
  const opening = has_opening
    ? [parts.text_field({ place: "opening", label: "One or two sentences: why the patient is here", value: data.opening, rows: 2, on_input: (text) => desk.type(["opening"], text) }),
       fact_form(desk, { path: ["opening_facts"], label: "Facts that the opening states", hint: "Each follows from the case, and no criterion from them." }),
       parts.element("p", {}, parts.button("Remove the opening", () => desk.change((draft) => { delete draft.opening; delete draft.opening_facts }), { quiet: false }))]
    : [parts.element("p", { class: "gg-field__hint" }, "With an opening, learners ask for the rest themselves. Without one the story is told as a whole."),
       parts.element("p", {}, parts.button("Add an opening", () => desk.change((draft) => { draft.opening = ""; draft.opening_facts = {} }, "opening"), { quiet: false }))]
  return [
    block(desk, "Story",
      parts.text_field({ place: "title", label: "Title", value: data.title, single: true, hint: "A few words that do not give the decision away.", on_input: (text) => desk.type(["title"], text) }),
      parts.text_field({ place: "narrative", label: "Story", value: data.narrative, rows: 6, hint: "Fictional. Every fact below can be read in it. An empty line begins a paragraph.", on_input: (text) => desk.type(["narrative"], text) })),
    block(desk, "Facts", fact_form(desk, { path: [], label: "What is known of the patient", hint: "What is neither present nor absent is unknown." })),
    block(desk, "Opening", ...opening),
    block(desk, "Teaching",
      parts.chips({ place: "teaches", label: "Criteria that the story is about", values: strings(data.teaches), choices: words.criteria, on_change: (values) => desk.change((draft) => { draft.teaches = values }) }),
      parts.combobox({ place: "twin_of", label: "Contrast twin", optional: true, value: data.twin_of, choices: [{ value: "", label: "None", more: "", code: "" }, ...others], on_choose: (value) => desk.change((draft) => { if (value) { draft.twin_of = value } else { delete draft.twin_of } }) }),
      parts.text_field({ place: "comment", label: "Note for teachers", optional: true, value: data.comment, rows: 2, on_input: (text) => desk.type(["comment"], text || undefined) })),
    block(desk, "To find it by", id_field(desk, data)),
  ]
}
