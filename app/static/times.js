// Times for the eye. <gg-time> shows its <time> by the clock of the device. <gg-countdown> counts
// data-left seconds of data-limit down, says at a few moments how much is left, and sends the event
// "time-up" of the form around it at the end. The server decides when time is up; this only shows it.
(() => {
  "use strict"
  const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" })

  class LocalTime extends HTMLElement {
    connectedCallback() {
      const time = this.querySelector("time")
      if (time !== null) { time.textContent = format.format(new Date(time.dateTime)) }
    }
  }

  function in_words(seconds) {
    const [count, unit] = seconds < 60 ? [seconds, "second"] : [Math.round(seconds / 60), "minute"]
    return `${count} ${unit}${count === 1 ? "" : "s"} left`
  }

  class Countdown extends HTMLElement {
    connectedCallback() {
      this.shown = this.querySelector('[role="timer"]')
      this.said = this.querySelector('[role="status"]')
      this.ends = Date.now() + 1000 * Number(this.dataset.left)
      const limit = Number(this.dataset.limit)
      this.moments = [limit / 2, 300, 60, 10].filter((moment) => moment < limit)
      this.before = Number(this.dataset.left)
      this.timer = setInterval(() => { this.tick() }, 500)
      this.tick()
    }

    disconnectedCallback() { clearInterval(this.timer) }

    tick() {
      const exact = (this.ends - Date.now()) / 1000
      const left = Math.max(0, Math.ceil(exact))
      const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`
      if (this.shown.textContent !== text) { this.shown.textContent = text }
      this.classList.toggle("gg-clock--short", left <= 60)
      if (this.moments.some((moment) => exact <= moment && moment < this.before)) {
        this.said.textContent = in_words(left)
      }
      this.before = exact
      // Sent again until the server has replied with what comes after the end.
      if (exact < -0.2) { this.dispatchEvent(new CustomEvent("gg-event", { bubbles: true, detail: "time-up" })) }
    }
  }

  customElements.define("gg-time", LocalTime)
  customElements.define("gg-countdown", Countdown)
})()
