// The gallery of stored questions: closed at first on a phone, and searched while typing.
(() => {
  "use strict"
  const gallery = document.querySelector(".gg-gallery")
  const field = document.getElementById("gallery-find")
  const found = document.getElementById("gallery-found")
  const entries = [...gallery.querySelectorAll("li")]

  if (window.matchMedia("(max-width: 64rem)").matches) { gallery.open = false }
  const current = gallery.querySelector("[aria-current]")
  if (current !== null) {
    // scrollIntoView would scroll the page, too.
    const list = gallery.querySelector(".gg-gallery__groups")
    list.scrollTop += current.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 2
  }

  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/)
    for (const entry of entries) {
      const text = entry.dataset.words.toLowerCase()
      entry.hidden = !words.every((word) => text.includes(word))
    }
    for (const section of gallery.querySelectorAll("section")) {
      section.hidden = !section.querySelector("li:not([hidden])")
    }
    const count = entries.filter((entry) => !entry.hidden).length
    found.textContent = field.value.trim() ? `${count} of ${entries.length} questions` : ""
  })
})()
