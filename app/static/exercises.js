// Marks the exercises that were solved in this browser.
(() => {
  "use strict"
  let solved = []
  try {
    solved = JSON.parse(localStorage.getItem("guidegraph-exercises") ?? "[]")
  } catch { /* A browser that keeps nothing shows no progress. */ }
  const cards = [...document.querySelectorAll("[data-exercise]")]
  let count = 0
  for (const card of cards) {
    if (!solved.includes(card.dataset.exercise)) { continue }
    count += 1
    const state = card.querySelector(".gg-course__state")
    state.textContent = "Solved"
    state.className = "gg-status gg-status--met gg-course__state"
  }
  const words = document.getElementById("exercises-solved")
  words.textContent = `${count} of ${words.dataset.total} solved in this browser`
})()
