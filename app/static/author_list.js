// The overview of an author: filters, whose state stands in the address, and YAML brought along.
(() => {
  "use strict"
  const rows = [...document.querySelectorAll("[data-row]")]
  const filters = document.querySelector("[data-filters]")
  const fields = [...filters.querySelectorAll("[name]")]
  const count = document.querySelector("[data-count]")
  const standings = new Map()

  function state_of(row) {
    const known = standings.get(row.dataset.key)
    if (known === undefined) { return "" }
    return known[0] ? "errors" : known[1] ? "advice" : "clean"
  }

  function is_wanted(row, { words, part, stage, topic, check }) {
    const text = row.textContent.toLowerCase()
    return words.toLowerCase().split(/\s+/).every((word) => text.includes(word))
      && (!part || row.dataset.part === part)
      && (!stage || row.dataset.stage === stage)
      && (!topic || row.dataset.sections.split(" ").includes(topic))
      && (!check || state_of(row) === check)
  }

  function filter() {
    const wanted = Object.fromEntries(fields.map((field) => [field.name, field.value]))
    let shown = 0
    for (const row of rows) {
      row.hidden = !is_wanted(row, wanted)
      shown += row.hidden ? 0 : 1
    }
    count.textContent = `${shown} of ${rows.length} shown`
    const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value))
    history.replaceState(history.state, "", query.size ? `?${query}` : location.pathname)
  }

  async function show_standings() {
    const answer = await fetch("/api/drafts/standings", { cache: "no-store" })
    if (!answer.ok) { return }
    for (const [key, known] of Object.entries(await answer.json())) { standings.set(key, known) }
    for (const row of rows) {
      const [errors, advice] = standings.get(row.dataset.key) ?? []
      if (errors === undefined) { continue }
      const place = row.querySelector("[data-standing]")
      place.textContent = errors ? `${errors} to mend` : advice ? `${advice} to consider` : "Clean"
      place.dataset.state = state_of(row)
    }
    if (fields.some((field) => field.name === "check" && field.value)) { filter() }
  }

  const asked = new URLSearchParams(location.search)
  for (const field of fields) {
    if (asked.has(field.name)) { field.value = asked.get(field.name) }
    field.addEventListener("input", filter)
  }
  filters.hidden = false
  if (fields.some((field) => field.value)) { filter() }
  show_standings().catch(() => {})

  const form = document.querySelector("[data-import]")
  const fault = form.querySelector("[data-fault]")
  form.querySelector("[type=file]").addEventListener("change", async (event) => {
    const [file] = event.target.files
    if (!file) { return }
    form.querySelector("textarea").value = await file.text()
    form.elements.form.value = { xml: "moodle", gift: "gift", txt: "gift" }[file.name.split(".").pop().toLowerCase()] ?? "yaml"
  })
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    fault.textContent = ""
    try {
      const body = JSON.stringify({ text: form.querySelector("textarea").value, form: form.elements.form.value, guideline: form.elements.guideline.value })
      const answer = await fetch("/api/drafts/import", { method: "POST", headers: { "Content-Type": "application/json" }, body })
      const told = await answer.json()
      if (told.go) { location.assign(told.go) } else { fault.textContent = told.said ?? told.detail }
    } catch {
      fault.textContent = "There is no connection to the server. Your text stays in the field."
    }
  })
})()
