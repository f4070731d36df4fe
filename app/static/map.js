// The concept map on the screen: zoom by buttons, and print. It scrolls and prints without this too.
(() => {
  "use strict"
  const STEP = 1.3
  const LARGEST = 3000 // pixels
  const area = document.querySelector("[data-map]")
  const picture = area.querySelector("svg")

  function widen(width) {
    const inner = area.clientWidth - 2 * parseFloat(getComputedStyle(area).paddingLeft)
    const factor = Math.min(LARGEST, Math.max(inner, width)) / picture.getBoundingClientRect().width
    const x = (area.scrollLeft + area.clientWidth / 2) * factor - area.clientWidth / 2
    const y = (area.scrollTop + area.clientHeight / 2) * factor - area.clientHeight / 2
    const wanted = picture.getBoundingClientRect().width * factor
    picture.style.minWidth = "0"
    picture.style.width = `${wanted}px`
    area.scrollTo(x, y)
  }

  const zooms = {
    in: () => widen(picture.getBoundingClientRect().width * STEP),
    out: () => widen(picture.getBoundingClientRect().width / STEP),
    fit: () => widen(0),
  }

  for (const button of document.querySelectorAll("[data-map-zoom]")) {
    button.addEventListener("click", () => zooms[button.dataset.mapZoom]())
  }
  document.querySelector("[data-map-print]").addEventListener("click", () => window.print())
  document.querySelector("[data-map-tools]").hidden = false
})()
