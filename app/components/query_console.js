// The console around the SPARQL editor. The text and all states live here; a run sends the text once,
// and the server sends back the result (in the child below) and one message about it.

const PATIENCE = 300 // milliseconds before a run is worth mentioning
const LONGEST_ADDRESS = 8000 // characters; servers and mail programs cut longer ones

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) { node.setAttribute(key, value) }
  node.append(...children)
  return node
}

const button = (text, kind = "") => element("button", { class: `gg-button ${kind}`, type: "button" }, text)

export function render({ model }) {
  const editor_element = model.get_child("editor")
  const result_element = model.get_child("result")

  const run = button("Run", "gg-button--primary")
  run.append(element("kbd", { class: "gg-console__key" }, "Ctrl + Enter"))
  run.setAttribute("aria-keyshortcuts", "Control+Enter")
  const hand_in = button("Hand in")
  const explain = button("Explain plan")
  const format = button("Format")
  const insert = button("Insert prefixes")
  const share = button("Copy link")
  const status = element("p", { class: "gg-console__status", role: "status" })
  const spoken = element("p", { class: "gg-sr", role: "status" })
  const shared = element("input", { class: "gg-input", readonly: "", "aria-label": "Link to this query", hidden: "" })
  const fault = element("div", { class: "gg-console__fault", role: "alert" })
  const range = element("p", { class: "gg-console__range" })
  const previous = button("Previous")
  const next = button("Next")
  const pager = element("nav", { class: "gg-console__pager", "aria-label": "Pages of the result", hidden: "" }, range, previous, next)

  const why = element("div", { class: "gg-console__why" })
  const plan = element("div", { class: "gg-console__plan" })

  let ace_editor = null
  let busy = false
  let progress
  let page = 0
  let pages = 1

  // ---------------------------------------------------------------- the editor
  const text = () => ace_editor.getValue()

  function take_editor() {
    const container = editor_element.shadowRoot?.querySelector(".ace_editor")
    if (ace_editor !== null || !container) { return }
    ace_editor = window.ace.edit(container) // the one that Panel made there
    ace_editor.setOption("textInputAriaLabel", "SPARQL query")
    ace_editor.setOption("fontSize", 14)
    ace_editor.commands.addCommand({ name: "run", bindKey: { win: "Ctrl-Enter", mac: "Command-Enter" }, exec: start })
    ace_editor.on("change", () => ace_editor.session.clearAnnotations())
    ace_editor.session.setMode(sparql_mode())
    offer_completions()
    if (model.starts) { start() }
  }

  function offer_completions() {
    if (!window.ace.require("ace/ext/language_tools")) { return } // then there is the text alone
    ace_editor.setOptions({ enableBasicAutocompletion: true })
    ace_editor.completers = [{
      identifierRegexps: [/[\w:?$-]/],
      getCompletions: (editor, session, place, prefix, callback) => {
        const before = session.getLines(0, place.row).join("\n").slice(0, session.doc.positionToIndex(place))
        callback(null, completions(model.vocabulary, before, text())
          .map(({ name, label, score }) => ({ caption: name, value: name, meta: label, score })))
      },
    }]
    ace_editor.commands.on("afterExec", function take_list() {
      if (!ace_editor.completer?.popup) { return } // Ace makes it when it is first asked for.
      ace_editor.commands.off("afterExec", take_list)
      speak_completions(ace_editor.completer.popup)
    })
  }

  // Ace's list stands outside of the page's landmarks and is pointed to across shadow trees, where no
  // screen reader can follow. So it is for the eye alone, and what is chosen in it is said.
  function speak_completions(popup) {
    popup.container.setAttribute("aria-hidden", "true")
    popup.renderer.on("afterRender", () => {
      for (const stop of popup.container.querySelectorAll("[tabindex]")) { stop.setAttribute("tabindex", "-1") }
      for (const node of [ace_editor.textInput.getElement(), document.activeElement]) { node?.removeAttribute("aria-activedescendant") }
      const row = popup.getRow()
      const one = popup.isOpen ? popup.getData(row) : null
      spoken.textContent = one ? `${[one.caption, one.meta].filter(Boolean).join(", ")}, ${row + 1} of ${popup.session.getLength()}` : ""
    })
    popup.on("hide", () => { spoken.textContent = "" })
  }

  function go_to(line, column) {
    ace_editor.gotoLine(line, column - 1, false)
    ace_editor.focus()
  }

  insert.addEventListener("click", () => {
    const declared = new Set([...text().matchAll(/\bPREFIX\s+([\w.-]*):/gi)].map((match) => match[1]))
    const missing = Object.entries(model.prefixes).filter(([prefix]) => !declared.has(prefix))
    const lines = missing.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>\n`)
    ace_editor.session.insert({ row: 0, column: 0 }, lines.join(""))
    say(lines.length ? `${lines.length} prefixes inserted.` : "All known prefixes are there.")
  })

  // ---------------------------------------------------------------- the values of a stored question
  let stored = { text: model.stored_text, link: model.stored_link }
  let waits = false // Another value was chosen while a run went on.

  function value_field({ name, label, kind, value, choices }) {
    const options = choices.map(([one, words]) => element("option", { value: one }, words))
    const input = choices.length ? element("select", { class: "gg-input", name }, ...options)
      : element("input", { class: "gg-input", name, type: kind === "integer" ? "number" : "text", required: "" })
    input.value = value
    return element("label", { class: "gg-field gg-console__value" }, element("span", {}, label), input)
  }

  const values = element("form", { class: "gg-console__values", "aria-label": "Values of this question" },
    ...model.fields.map(value_field))
  values.hidden = model.fields.length === 0

  function fill() {
    if (!values.reportValidity()) { return }
    if (busy) {
      waits = true
      return
    }
    waits = false
    clear()
    set_busy(true)
    model.send_msg({ fill: Object.fromEntries(new FormData(values)), text: text() })
  }

  function show_values(message) {
    stored = { text: message.text, link: message.link }
    for (const input of values.querySelectorAll("[name]")) {
      if (waits || !(input.name in message.values)) { continue }
      const value = message.values[input.name]
      if (input.options && ![...input.options].some((one) => one.value === value)) {
        input.append(element("option", { value }, value))
      }
      input.value = value
    }
  }

  values.addEventListener("change", fill)
  values.addEventListener("submit", (event) => { event.preventDefault() })

  // ---------------------------------------------------------------- layout and plan
  format.addEventListener("click", () => {
    if (!busy) { model.send_msg({ format: text() }) }
  })

  function show_formatted(tidy) {
    if (tidy === text()) {
      say("The query is tidy already.")
      return
    }
    const { row } = ace_editor.getCursorPosition()
    ace_editor.setValue(tidy, -1)
    ace_editor.gotoLine(row + 1, 0, false)
    say("Laid out; its meaning is the same. Ctrl + Z takes it back.")
  }

  explain.addEventListener("click", () => {
    if (busy) { return }
    clear()
    set_busy(true, "The matches are being counted …")
    model.send_msg({ plan: text() })
  })

  function show_plan({ html }) {
    plan.innerHTML = html // markup of a template only
    plan.querySelector("h2").focus()
  }

  plan.addEventListener("click", (event) => {
    if (event.target.closest("[data-plan]")) {
      plan.replaceChildren()
      explain.focus()
    }
  })

  // ---------------------------------------------------------------- earlier queries
  const history_list = element("select", { class: "gg-input gg-console__history", "aria-label": "Earlier queries" })

  function show_history() {
    const choices = earlier_queries().map((query, index) => {
      const asks = query.split("\n").filter((line) => line.trim() && !/^\s*(PREFIX|#)/i.test(line)).join(" ")
      return element("option", { value: String(index) }, asks.replace(/\s+/g, " ").slice(0, 70))
    })
    history_list.replaceChildren(element("option", { value: "" }, "Earlier queries"), ...choices)
    history_list.hidden = choices.length === 0
  }

  history_list.addEventListener("change", () => {
    const query = earlier_queries()[Number(history_list.value)]
    if (history_list.value !== "" && query !== undefined) {
      ace_editor.setValue(query, -1)
      say("The earlier query is in the editor.")
    }
    history_list.value = ""
  })
  show_history()

  // ---------------------------------------------------------------- the run
  function say(words) { status.textContent = words }

  function set_busy(on, words = "The query is running …") {
    busy = on
    for (const one of [run, hand_in, explain, format]) { one.setAttribute("aria-disabled", String(on)) }
    clearTimeout(progress)
    status.classList.remove("gg-console__status--busy")
    if (on) {
      progress = setTimeout(() => {
        say(words)
        status.classList.add("gg-console__status--busy")
      }, PATIENCE)
    }
  }

  let view = new URLSearchParams(location.search).get("view") ?? ""

  function address() {
    const is_stored = text() === stored.text && stored.link
    const link = is_stored || `${location.pathname}?${new URLSearchParams({ q: text() })}`
    return view ? `${link}&${new URLSearchParams({ view })}` : link
  }

  // The result says which view it is in, after every change.
  result_element.addEventListener("gg-view", ({ detail }) => {
    if (busy && detail === "") { return } // an empty result on the way to the next
    view = detail
    if (address().length <= LONGEST_ADDRESS) { history.replaceState(null, "", address()) }
  })

  function clear() {
    fault.replaceChildren()
    why.replaceChildren()
    plan.replaceChildren()
    shared.hidden = true
    pager.hidden = true
    say("")
    ace_editor.session.clearAnnotations()
  }

  function start() {
    if (busy) { return }
    clear()
    set_busy(true)
    if (address().length <= LONGEST_ADDRESS) { history.replaceState(null, "", address()) }
    keep_query(text())
    show_history()
    model.send_msg({ run: text() })
  }

  hand_in.addEventListener("click", () => {
    if (busy) { return }
    clear()
    set_busy(true, "Your query is asked of graphs that you have not seen …")
    model.send_msg({ hand_in: text() })
  })

  function show_pager(message) {
    page = message.page
    pages = message.pages
    range.textContent = message.range
    pager.hidden = pages < 2
    previous.setAttribute("aria-disabled", String(page === 0))
    next.setAttribute("aria-disabled", String(page === pages - 1))
  }

  function show_fault({ title, message, line, column }) {
    pager.hidden = true
    say("")
    const body = element("div", {}, element("strong", {}, title), element("p", {}, message))
    if (line !== null) {
      ace_editor.session.setAnnotations([{ row: line - 1, column: column - 1, text: message, type: "error" }])
      ace_editor.gotoLine(line, column - 1, false)
      const there = button(`Go to line ${line}, column ${column}`)
      there.addEventListener("click", () => go_to(line, column))
      body.append(there)
    }
    fault.replaceChildren(element("div", { class: "gg-alert gg-alert--bad" }, body))
  }

  // ---------------------------------------------------------------- what stands behind a row
  function show_grounds({ html }) {
    why.innerHTML = html // markup of a template only
    why.querySelector("h2").focus()
  }

  why.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-why]")?.dataset.why
    if (pressed === "close") {
      why.replaceChildren()
      asked?.focus()
    } else if (pressed === "all") {
      for (const step of why.querySelectorAll("details")) { step.open = true }
    }
  })

  let asked = null
  let told = "" // what the status said before
  result_element.addEventListener("click", (event) => {
    const pressed = event.composedPath().find((node) => node.dataset?.row !== undefined)
    if (pressed === undefined || busy) { return }
    asked = pressed
    told = status.textContent
    asked.setAttribute("aria-busy", "true")
    set_busy(true, "What stands behind the row is looked up …")
    model.send_msg({ explain: Number(pressed.dataset.row) })
  })

  model.on("msg:custom", (event) => {
    const message = event.data ?? event
    if (message.type === "asked") {
      show_values(message)
      if (text() === stored.text && stored.link) { history.replaceState(null, "", address()) }
      return
    }
    if (message.type === "formatted") {
      show_formatted(message.text)
      return
    }
    asked?.removeAttribute("aria-busy")
    if (message.type === "explained") {
      set_busy(false)
      say(told)
      if (message.html) { show_grounds(message) }
      if (waits) { fill() }
      return
    }
    why.replaceChildren()
    if (message.type === "viewed") {
      show_pager(message)
      return
    }
    if (message.type === "turned") {
      show_pager(message)
      say(`${message.range}.`)
      result_element.scrollIntoView({ block: "start" })
      return
    }
    set_busy(false)
    if (message.type === "filled") {
      ace_editor.setValue(message.text, -1)
      start()
    } else if (message.type === "planned") {
      say("")
      show_plan(message)
    } else if (message.type === "failed") {
      show_fault(message)
    } else if (message.type === "graded") {
      say(message.summary)
      if (message.passed) { keep_passed(model.exercise) }
    } else {
      show_pager(message)
      say(message.summary)
    }
    if (waits && !busy) { fill() }
  })

  run.addEventListener("click", start)
  previous.addEventListener("click", () => { if (page > 0) { model.send_msg({ page: page - 1 }) } })
  next.addEventListener("click", () => { if (page < pages - 1) { model.send_msg({ page: page + 1 }) } })

  // ---------------------------------------------------------------- the link
  share.addEventListener("click", async () => {
    if (address().length > LONGEST_ADDRESS) {
      say("This query is too long for a link. Save it as a file instead.")
      return
    }
    const link = location.origin + address()
    try {
      await navigator.clipboard.writeText(link) // only under https, or on this machine
      say("Link copied.")
    } catch {
      shared.value = link
      shared.hidden = false
      shared.select()
      say("Copy the link from the field below.")
    }
  })

  model.on("after_layout", take_editor)
  return element("div", { class: "gg-console" },
    values,
    editor_element,
    element("p", { class: "gg-meta gg-console__hint" }, "By keyboard: Enter goes into the editor, Escape leaves it, Ctrl + Space completes."),
    element("div", { class: "gg-row gg-console__tools" }, run, ...(model.exercise ? [hand_in] : []), explain, format, insert, share, history_list, status),
    shared, spoken, fault, plan, result_element, pager, why)
}
