// What a browser keeps of a draft until the server has it, one entry a tab.
// A browser may forbid or run out of storage: the server still gets everything then.

const allowed = (act, otherwise) => { try { return act() } catch { return otherwise } }
const storage = allowed(() => window.localStorage, null)

export function kept_of(draft) {
  const prefix = `gg-draft:${draft}:`
  const mine = `${prefix}${allowed(() => sessionStorage.ggTab ??= Math.random().toString(36).slice(2), "one")}`
  const forget = (key = mine) => { storage?.removeItem(key) }
  return {
    mine,
    forget,
    keep(base, data) { allowed(() => storage?.setItem(mine, JSON.stringify({ base, data, at: Date.now() }))) },
    // Everything that never reached the server, the newest first.
    left_behind() {
      const found = Object.keys(storage ?? {}).filter((key) => key.startsWith(prefix)).map((key) => {
        try { return { key, ...JSON.parse(storage.getItem(key)) } } catch { forget(key); return null }
      })
      return found.filter((one) => one && typeof one.data === "object" && one.data !== null).sort((one, other) => other.at - one.at)
    },
  }
}

// Of a draft that was deleted: what is still here becomes a draft of its own. Returns where that is.
export async function start_anew(data) {
  const body = JSON.stringify({ form: "yaml", text: JSON.stringify(data) })
  const answer = await fetch("/api/drafts/import", { method: "POST", headers: { "Content-Type": "application/json" }, body })
  return answer.json()
}
