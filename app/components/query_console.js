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

// Which exercises are solved is kept in this browser; the page of the course reads it.
function keep_passed(exercise) {
  try {
    const passed = new Set(JSON.parse(localStorage.getItem("guidegraph-exercises") ?? "[]"))
    localStorage.setItem("guidegraph-exercises", JSON.stringify([...passed.add(exercise)]))
  } catch { /* A browser that keeps nothing shows no progress. */ }
}

// Ace's own mode for SPARQL takes a # in an IRI for a comment, and parts of names for keywords.
function sparql_mode() {
  const { Mode } = window.ace.require("ace/mode/text")
  const { TextHighlightRules } = window.ace.require("ace/mode/text_highlight_rules")
  const { CstyleBehaviour } = window.ace.require("ace/mode/behaviour/cstyle")
  class Rules extends TextHighlightRules {
    constructor() {
      super()
      const quoted = (quote) => ({ token: "string", regex: `${quote}(?:[^${quote}\\\\]|\\\\.)*${quote}?` })
      this.$rules = {
        start: [
          { token: "comment", regex: "#.*$" },
          { token: "iri", regex: "<[^\\s<>\"{}|^`]*>" },
          { token: "string", regex: '"""', next: "double" },
          { token: "string", regex: "\'\'\'", next: "single" },
          quoted('"'),
          quoted("'"),
          { token: "variable", regex: "[?$]\\w+" },
          { token: "name", regex: "(?:[A-Za-z][\\w.-]*)?:[\\w.:%-]*" },
          { token: "number", regex: "\\b\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?\\b" },
          { token: "tag", regex: "@[A-Za-z]+(?:-[A-Za-z0-9]+)*" },
          { token: "keyword", regex: "\\b[A-Za-z_]+\\b" },
        ],
        double: [{ token: "string", regex: '"""', next: "start" }, { defaultToken: "string" }],
        single: [{ token: "string", regex: "\'\'\'", next: "start" }, { defaultToken: "string" }],
      }
      this.normalizeRules()
    }
  }
  const mode = new Mode()
  mode.HighlightRules = Rules
  mode.$behaviour = new CstyleBehaviour()
  mode.lineCommentStart = "#"
  return mode
}

export function render({ model }) {
  const editor_element = model.get_child("editor")
  const result_element = model.get_child("result")

  const run = button("Run", "gg-button--primary")
  run.append(element("kbd", { class: "gg-console__key" }, "Ctrl + Enter"))
  run.setAttribute("aria-keyshortcuts", "Control+Enter")
  const hand_in = button("Hand in")
  hand_in.hidden = !model.exercise
  const insert = button("Insert prefixes")
  const share = button("Copy link")
  const status = element("p", { class: "gg-console__status", role: "status" })
  const shared = element("input", { class: "gg-input", readonly: "", "aria-label": "Link to this query", hidden: "" })
  const fault = element("div", { class: "gg-console__fault", role: "alert" })
  const range = element("p", { class: "gg-console__range" })
  const previous = button("Previous")
  const next = button("Next")
  const pager = element("nav", { class: "gg-console__pager", "aria-label": "Pages of the result", hidden: "" }, range, previous, next)

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
    if (model.starts) { start() }
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

  // ---------------------------------------------------------------- the run
  function say(words) { status.textContent = words }

  function set_busy(on, words = "The query is running …") {
    busy = on
    for (const one of [run, hand_in]) { one.setAttribute("aria-disabled", String(on)) }
    clearTimeout(progress)
    status.classList.remove("gg-console__status--busy")
    if (on) {
      progress = setTimeout(() => {
        say(words)
        status.classList.add("gg-console__status--busy")
      }, PATIENCE)
    }
  }

  function address() {
    if (text() === model.stored_text && model.stored_link) { return model.stored_link }
    return `${location.pathname}?${new URLSearchParams({ q: text() })}`
  }

  function clear() {
    fault.replaceChildren()
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

  model.on("msg:custom", (event) => {
    const message = event.data ?? event
    if (message.type === "turned") {
      show_pager(message)
      say(`${message.range}.`)
      result_element.scrollIntoView({ block: "start" })
      return
    }
    set_busy(false)
    if (message.type === "failed") {
      show_fault(message)
    } else if (message.type === "graded") {
      say(message.summary)
      if (message.passed) { keep_passed(model.exercise) }
    } else {
      show_pager(message)
      say(message.summary)
    }
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
    editor_element,
    element("p", { class: "gg-meta gg-console__hint" }, "By keyboard: Enter goes into the editor, Escape leaves it."),
    element("div", { class: "gg-row gg-console__tools" }, run, hand_in, insert, share, status),
    shared, fault, result_element, pager)
}
