// On the page of a draft that was deleted: what was written here and never reached the server goes
// on as a draft of its own, or is forgotten.

const left = document.getElementById("left")
const { kept_of, start_anew } = await import(left.dataset.kept)
const kept = kept_of(left.dataset.draft)
function button(label, act) {
  const node = Object.assign(document.createElement("button"), { type: "button", className: "gg-button", textContent: label })
  node.addEventListener("click", act)
  return node
}

function tell(text, ...actions) {
  const words = Object.assign(document.createElement("p"), { textContent: text })
  const row = Object.assign(document.createElement("p"), { className: "gg-row" })
  row.append(...actions)
  const inner = document.createElement("div")
  inner.append(words, row)
  const box = Object.assign(document.createElement("div"), { className: "gg-alert gg-alert--caution" })
  box.append(inner)
  left.replaceChildren(box)
}

async function go_on(one) {
  try {
    const told = await start_anew(one.data)
    if (!told.go) { throw new Error(told.said ?? told.detail) }
    kept.forget(one.key)
    location.assign(told.go)
  } catch (error) {
    tell(`No draft was started: ${error.message}. Your text stays in this browser.`, button("Try again", () => go_on(one)))
  }
}

function offer() {
  const [newest] = kept.left_behind()
  if (!newest) { left.replaceChildren(); return }
  tell("A text of yours never reached the server. It is kept in this browser.",
    button("Go on with it as a new draft", () => go_on(newest)), button("Forget it", () => { kept.forget(newest.key); offer() }))
}

offer()
