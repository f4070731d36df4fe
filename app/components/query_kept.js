// What the browser keeps of queries: the earlier ones, and which exercises are solved.

const HISTORY = "guidegraph-queries"
const LONGEST_HISTORY = 20

function earlier_queries() {
  try { return JSON.parse(localStorage.getItem(HISTORY) ?? "[]") } catch { return [] }
}

function keep_query(text) {
  const kept = [text, ...earlier_queries().filter((one) => one !== text)].slice(0, LONGEST_HISTORY)
  try { localStorage.setItem(HISTORY, JSON.stringify(kept)) } catch { /* Then there is no history. */ }
}

// Which exercises are solved is kept in this browser; the page of the course reads it.
function keep_passed(exercise) {
  try {
    const passed = new Set(JSON.parse(localStorage.getItem("guidegraph-exercises") ?? "[]"))
    localStorage.setItem("guidegraph-exercises", JSON.stringify([...passed.add(exercise)]))
  } catch { /* A browser that keeps nothing shows no progress. */ }
}
