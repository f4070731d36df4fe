// The editor of one draft. The browser holds the draft; after each change the server is asked what is
// to be said of it, and a moment later to save it against the version that it was made from. Until
// the server has it, it is kept in the browser too, so that nothing is lost with the connection.

const root = document.getElementById("editor")
const { draft: id, part } = root.dataset
const modules = ["authorParts", "authorClaims", "authorForms", "factEditor", "authorKept", "authorHistory", "authorCheck"]
const [parts, claims, forms, facts, { kept_of, start_anew }, { history_of }, { check_panels }] = await Promise.all(modules.map((name) => import(root.dataset[name])))

const CHECK_AFTER = 250 // milliseconds after the last key
const SAVE_AFTER = 800
const ASK_AGAIN = 2000
const LOOK_AFTER = 15000
const GONE = 410 // HTTP status

const held = (name) => JSON.parse(root.querySelector(`[data-holds="${name}"]`).textContent)
const at = (selector) => root.querySelector(selector)
const words = held("words")
let head = held("head")
let data = held("data")
const kept = kept_of(id)
const panels = check_panels(root, parts.element)

// ---------------------------------------------------------------- talking to the server
async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }
  const answer = await fetch(`/api/drafts/${id}/${path}`, { cache: "no-store", ...options })
  if (answer.status >= 500) { throw new Error(`the server failed: ${answer.status}`) }
  const told = await answer.json()
  if (answer.status === GONE) { tell_deleted(told.detail) }
  return { status: answer.status, told }
}

// ---------------------------------------------------------------- the state of saving
let unsaved = false
let saving = false
let away = false
let refused = false // by the server, until something is changed
let overtaken = null // the version of somebody else, until the author has decided
let deleted = false // by somebody else
let save_timer
let shown_state = ""

function show_state() {
  const state = deleted ? "Deleted" : refused ? "Not saved" : overtaken ? "Not saved: somebody else has written" : away ? "No connection. What you write is kept here and sent later." : saving ? "Saving …" : unsaved ? "Not saved yet" : `Saved as version ${head.number}`
  if (state !== shown_state) { at("[data-saved]").textContent = state }
  shown_state = state
  root.dataset.state = deleted ? "deleted" : overtaken ? "overtaken" : away ? "away" : saving || unsaved ? "unsaved" : "saved"
}

const keep = () => kept.keep(head.number, data)

function changed() {
  unsaved = true
  refused = false
  keep()
  if (deleted) { return }
  show_state()
  clearTimeout(save_timer)
  save_timer = setTimeout(save, SAVE_AFTER)
  clearTimeout(check_timer)
  check_timer = setTimeout(check, CHECK_AFTER)
}

async function save() {
  clearTimeout(save_timer)
  if (!unsaved || saving || overtaken || deleted) { return }
  saving = true
  show_state()
  const sent = JSON.stringify(data)
  try {
    const { told } = await ask("save", { base: head.number, data: JSON.parse(sent) })
    away = false
    if (told.latest && !told.parallel) {
      head = told.latest
      unsaved = JSON.stringify(data) !== sent
      if (unsaved) { keep() } else { kept.forget() }
      show_stage()
    } else if (told.parallel) {
      overtaken = told
      tell_overtaken()
    } else if (!deleted) {
      refused = true
      say("bad", "It could not be saved", told.said ?? told.detail)
    }
  } catch {
    away = true
  }
  saving = false
  show_state()
  if (away) { save_timer = setTimeout(come_back, ASK_AGAIN) } else if (unsaved && !overtaken && !refused && !deleted) { save_timer = setTimeout(save, SAVE_AFTER) }
}

async function come_back() {
  await save()
  if (!away) { check() }
}

// ---------------------------------------------------------------- messages
function say(kind, title, text = "", ...actions) {
  const box = at("[data-said]")
  box.hidden = false
  box.className = `gg-author__said gg-alert gg-alert--${kind}`
  const { element } = parts
  const body = element("div", {}, element("strong", {}, title))
  if (text) { body.append(element("p", {}, text)) }
  if (actions.length) { body.append(element("p", { class: "gg-row" }, ...actions)) }
  box.replaceChildren(body)
  // What was overtaken or deleted waits for a decision; anything else can be put away.
  if (!overtaken && !deleted) { box.append(parts.button("Close", quiet)) }
}
const quiet = () => { at("[data-said]").hidden = true; at("[data-said]").replaceChildren() }

function anchor(label, address) { return parts.element("a", { class: "gg-button", href: address }, label) }
const named = (author) => author || "Somebody"

function tell_overtaken() {
  const { version, latest } = overtaken
  const keep_mine = parts.button("Go on with mine", () => { head = latest; overtaken = null; unsaved = true; quiet(); show_state(); save() }, { quiet: false })
  const take_theirs = parts.button("Take theirs", () => { kept.forget(); unsaved = false; location.reload() }, { quiet: false })
  say("caution", `${named(latest.author)} has saved version ${latest.number} while you were writing`,
    `Nothing is lost: your text is kept as version ${version.number} beside it. Compare the two, then say which one goes on; the other stays among the versions.`,
    anchor("Compare", `/author/versions/${id}?from=${latest.number}&to=${version.number}`), keep_mine, take_theirs)
}

// What is written here is all that is left of the draft, and can go on as one of its own.
function tell_deleted(said) {
  if (deleted) { return }
  deleted = true
  clearTimeout(save_timer)
  if (unsaved) { keep() }
  for (const button of root.querySelectorAll("[data-at]")) { button.hidden = true }
  show_state()
  const go_on = async () => {
    try {
      const told = await start_anew(data)
      if (!told.go) { throw new Error(told.said ?? told.detail) }
      kept.forget()
      unsaved = false
      location.assign(told.go)
    } catch (error) { at("[data-said] p").textContent = `No draft was started: ${error.message}. Your text stays in this browser.` }
  }
  const leave = () => { kept.forget(); unsaved = false; location.assign("/author") }
  say("caution", said, "What you see here is kept in this browser only, without the versions and comments.",
    parts.button("Go on with it as a new draft", go_on, { quiet: false }), parts.button("Leave it", leave, { quiet: false }))
}

async function look_for_others() {
  if (document.hidden || unsaved || saving || overtaken || deleted) { return }
  try {
    const { status, told } = await ask("head")
    if (status === 200 && told.number > head.number && !unsaved) {
      say("info", `${named(told.author)} has saved version ${told.number} of this draft`, "Load it before you write on.", parts.button("Load it", () => location.reload(), { quiet: false }))
    }
  } catch { /* told by saving */ }
}

// ---------------------------------------------------------------- what is to be said of the draft
let check_timer
let asked = 0
let implied = {}
let listeners = []

async function check() {
  clearTimeout(check_timer)
  if (deleted) { return }
  const number = ++asked
  try {
    const { status, told } = await ask("check", { data })
    if (number === asked && status === 200) { show_check(told) }
  } catch { away = true; show_state(); if (!unsaved) { check_timer = setTimeout(check, ASK_AGAIN) } return }
  if (away && !unsaved) { away = false; show_state() }
}

function show_check(told) {
  panels.show(told)
  implied = told.implied
  for (const listener of listeners) { listener({ implied }) }
}

// ---------------------------------------------------------------- the form
const get = (value, path) => path.reduce((inner, step) => inner?.[step], value)
const KEPT_EMPTY = new Set(["vignette", "opening"])

function put(value, path, what) {
  const holder = path.slice(0, -1).reduce((inner, step, index) => inner[step] ??= typeof path[index + 1] === "number" ? [] : {}, value)
  const key = path.at(-1)
  const is_gone = what === undefined || ((what === "" || (Array.isArray(what) && !what.length && key === "statements")) && !KEPT_EMPTY.has(key))
  if (is_gone && !Array.isArray(holder)) { delete holder[key] } else { holder[key] = what }
}

const desk = {
  words, parts, claims, facts, get, put,
  get data() { return data },
  get implied() { return implied },
  on_implied(listener) { listeners.push(listener) },
  type(path, value) { put(data, path, value); changed(); history.snapshot_soon() },
  change(edit, focus = null) {
    history.snapshot()
    const place = focus ?? document.activeElement?.dataset?.place
    edit(data)
    draw(place)
    changed()
    history.snapshot()
  },
}

function focus_on(place, within = root) {
  if (!place) { return false }
  let here = place
  while (here) {
    const node = within.querySelector(`[data-place="${CSS.escape(here)}"]`)
    if (node) { node.focus({ preventScroll: true }); node.scrollIntoView({ block: "nearest" }); return true }
    here = here.replace(/(\.[^.[]+|\[\d+\]|^[^.[]+)$/, "")
  }
  return false
}

// To the fact that an open question is about; a search that hides it is taken back.
function lead_to_fact(subject) {
  const row = at(`[data-form] [data-fact="${CSS.escape(subject)}"]`)
  if (row === null) { return }
  const search = at('[data-form] input[type="search"]')
  if (row.hidden) { search.value = ""; search.dispatchEvent(new Event("input", { bubbles: true })) }
  const field = row.querySelector('input:checked, input[inputmode="decimal"]')
  field.focus({ preventScroll: true })
  row.scrollIntoView({ block: "center" })
}

function draw(place) {
  listeners = []
  const scroll = window.scrollY
  at("[data-form]").replaceChildren(...(part === "item" ? forms.item_form(desk) : forms.vignette_form(desk)))
  window.scrollTo({ top: scroll, behavior: "instant" })
  if (place) { focus_on(place, at("[data-form]")) }
}

// ---------------------------------------------------------------- undo and redo
const history = history_of(() => data, ({ back, on }) => {
  at('[data-act="undo"]').disabled = !back
  at('[data-act="redo"]').disabled = !on
})

function travel(step) {
  const state = history.travel(step)
  if (state === null) { return }
  data = state
  draw()
  changed()
  at("[data-saved]").textContent = step < 0 ? "Undone" : "Redone"
  shown_state = ""
}

// ---------------------------------------------------------------- stages
const DONE = {
  "published": ["good", "Published", "Learners get it from now on."],
  "retired": ["info", "Retired", "Learners do not get it. It stays in the list, and old answers keep it."],
  "in review": ["info", "In review", "Reviewers find it in the list, and can comment on it here."],
  "draft": ["info", "Back to draft", ""],
}

function show_stage() {
  at("[data-shows-stage]").textContent = head.stage[0].toUpperCase() + head.stage.slice(1)
  root.dataset.stage = head.stage
  for (const button of root.querySelectorAll("[data-at]")) { button.hidden = !button.dataset.at.split(",").includes(head.stage) }
}

async function move_to(stage) {
  if (unsaved) { await save() }
  if (deleted) { return }
  if (unsaved || overtaken || away) { say("caution", "Not yet", away ? "There is no connection to the server." : "Your last change is not saved."); return }
  try {
    const { told } = await ask("stage", { base: head.number, stage })
    if (told.parallel) {
      overtaken = told
      tell_overtaken()
    } else if (told.latest) {
      head = told.latest
      show_stage()
      show_state()
      const [kind, title, text] = DONE[stage]
      const shown_at = part === "item" ? `/items/${data.id}` : `/cases/${data.id}`
      say(kind, title, text, ...(stage === "published" ? [anchor(part === "item" ? "Open the question" : "Open the case", shown_at), anchor(`Write another ${part}`, `/author#new-${part}`)] : []))
    } else if (told.blocked) {
      const { element } = parts
      const list = element("ul", { class: "gg-tight" }, ...told.blocked.map(({ where, place, text }) => {
        const go = element("button", { class: "gg-note__place", type: "button", "data-go": place }, where || "The draft")
        return element("li", {}, go, ` ${text}`)
      }))
      say("bad", `Not ${stage} yet`)
      at("[data-said] > div").append(list)
    } else if (!deleted) { say("bad", "That did not work", told.said ?? told.detail) }
    at("[data-said]").focus()
  } catch { away = true; show_state(); say("caution", "Not yet", "There is no connection to the server. Try again when it is back.") }
  check()
}

// ---------------------------------------------------------------- comments and YAML
async function comment(form) {
  const area = form.querySelector("textarea")
  const text = area.value.trim()
  if (!text) { area.focus(); return }
  try {
    const { told } = await ask("comments", { base: head.number, text })
    if (deleted) { return }
    if (told.said) { say("bad", "The comment was not stored", told.said); return }
    const { element } = parts
    at("[data-comments]").append(element("li", {}, element("p", { class: "gg-comments__who" }, element("strong", {}, named(told.author)), " ", element("span", { class: "gg-meta-inline" }, `just now, on version ${told.version}`)), element("p", { class: "gg-comments__text" }, told.text)))
    area.value = ""
  } catch { say("caution", "The comment was not stored", "There is no connection to the server. Your text stays in the field.") }
}

async function use_yaml() {
  const area = at("[data-yaml-text]")
  const fault = at("[data-yaml-fault]")
  fault.textContent = ""
  try {
    const { told } = await ask("read", { text: area.value })
    if (deleted) { return }
    if (told.said) { fault.textContent = told.said; return }
    delete area.dataset.edited
    desk.change(() => { data = told.data })
  } catch { fault.textContent = "There is no connection to the server." }
}

// ---------------------------------------------------------------- events
root.addEventListener("click", (event) => {
  const go = event.target.closest("[data-go]")
  if (go) { focus_on(go.dataset.go) || at("[data-form]").scrollIntoView(); return }
  const asks = event.target.closest("[data-asks]")
  if (asks) { lead_to_fact(asks.dataset.asks); return }
  const to = event.target.closest("[data-stage-to]")
  if (to) { move_to(to.dataset.stageTo); return }
  const act = event.target.closest("[data-act]")?.dataset.act
  if (act === "undo") { travel(-1) }
  if (act === "redo") { travel(1) }
  if (act === "yaml") { use_yaml() }
})
root.addEventListener("change", (event) => { if (event.target.name === "preview") { panels.show_preview() } })
root.addEventListener("input", (event) => { if (event.target.matches("[data-yaml-text]")) { event.target.dataset.edited = "yes" } })
root.addEventListener("submit", (event) => {
  event.preventDefault() // the preview has a form too, which goes nowhere
  if (event.target.matches("[data-comment-form]")) { comment(event.target) }
})
// In a text field the browser undoes by itself, letter by letter.
document.addEventListener("keydown", (event) => {
  const in_text = event.target.matches?.("textarea, input:not([type=radio]), select")
  if (!(event.ctrlKey || event.metaKey) || event.altKey || in_text) { return }
  const key = event.key.toLowerCase()
  if (key === "z" && !event.shiftKey) { event.preventDefault(); travel(-1) }
  if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); travel(1) }
})
window.addEventListener("online", () => { if (away) { come_back() } })
window.addEventListener("focus", look_for_others)
window.addEventListener("pagehide", () => {
  if (unsaved && !overtaken && !deleted) { fetch(`/api/drafts/${id}/save`, { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ base: head.number, data }) }).catch(() => {}) }
})
setInterval(look_for_others, LOOK_AFTER)

// What was written and never reached the server: the newest goes on here, the rest is sent beside it.
const [newest, ...older] = kept.left_behind()
for (const other of older) {
  ask("save", { base: other.base, data: other.data }).then(({ told }) => { if (told.version) { kept.forget(other.key) } }).catch(() => {})
}
if (newest) {
  data = newest.data
  history.begin_anew()
  head = { ...head, number: newest.base }
  if (newest.key !== kept.mine) { kept.forget(newest.key) }
  unsaved = true
  keep()
  save()
}

// What stays in view below the bar has to know how high it is: its words may take several lines.
const bar = at(".gg-author__bar")
new ResizeObserver(() => root.style.setProperty("--gg-bar", `${bar.offsetHeight}px`)).observe(bar)

show_stage()
draw()
show_state()
check()
root.dataset.begun = "yes"
