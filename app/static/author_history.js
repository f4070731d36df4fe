// Undo and redo: whole states of a draft as JSON. `read` gives the state of now, `show` is told
// whether there is one to go back to, and one to go on to.

const MOST = 200
const SNAPSHOT_AFTER = 600 // milliseconds after the last key

export function history_of(read, show) {
  let past = [JSON.stringify(read())]
  let now = 0
  let timer

  const told = () => show({ back: now > 0, on: now < past.length - 1 })

  function snapshot() {
    clearTimeout(timer)
    const text = JSON.stringify(read())
    if (text === past[now]) { return }
    past = [...past.slice(Math.max(0, now - MOST + 1), now + 1), text]
    now = past.length - 1
    told()
  }

  return {
    snapshot,
    snapshot_soon() {
      clearTimeout(timer)
      timer = setTimeout(snapshot, SNAPSHOT_AFTER)
      show({ back: true, on: now < past.length - 1 })
    },
    // The state one step away, null if there is none.
    travel(step) {
      snapshot()
      const to = now + step
      if (to < 0 || to >= past.length) { return null }
      now = to
      told()
      return JSON.parse(past[now])
    },
    begin_anew() { past = [JSON.stringify(read())]; now = 0 },
  }
}
