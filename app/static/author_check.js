// What the server says of the draft: a proof beside each option, and the panels beside the form.

const MARKS = { right: ["met", "Right"], wrong: ["settled", "Wrong, proven"], unproven: ["unproven", "Not proven"], open: ["unknown", "Open"] }

export function check_panels(root, element) {
  const at = (selector) => root.querySelector(selector)
  const last = {}

  function show_proof({ place, state, reason, facts: behind }) {
    const box = at(`[data-proof="${CSS.escape(place)}"]`)
    if (box === null) { return }
    const [look, word] = MARKS[state]
    box.replaceChildren(element("span", { class: `gg-status gg-status--${look}` }, word), " ", element("span", { class: "gg-proof__reason" }, state === "unproven" ? `The graph neither proves nor refutes this. ${reason}` : reason))
    if (behind.length) { box.append(element("span", { class: "gg-proof__facts" }, `Because: ${behind.join("; ")}.`)) }
  }

  // Markup of templates only; what is not changed keeps its focus and what is open in it.
  function put_html(selector, html) {
    if (last[selector] === html) { return }
    last[selector] = html
    at(selector).innerHTML = html
  }

  function show_preview() {
    const chosen = at('[name="preview"]:checked')?.value ?? "question"
    for (const half of root.querySelectorAll("[data-shows]")) { half.hidden = half.dataset.shows !== chosen }
  }

  function show(told) {
    for (const proof of told.proofs) { show_proof(proof) }
    put_html("[data-shows-standing]", told.standing)
    put_html("[data-shows-preview]", told.preview)
    put_html("[data-shows-verdict]", told.verdict)
    at("[data-verdict-card]").hidden = told.verdict === ""
    show_preview()
    const text = at("[data-yaml-text]")
    if (document.activeElement !== text && !text.dataset.edited) { text.value = told.text }
    const jump = at("[data-jump]")
    const standing = told.todo ? `${told.todo} before publishing` : told.advice ? `Ready · ${told.advice} to consider` : "Ready to publish"
    jump.textContent = [told.headline, standing].filter(Boolean).join(" · ")
    root.dataset.ready = String(told.ready)
  }

  return { show, show_preview }
}
