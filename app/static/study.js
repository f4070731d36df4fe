// Tells the server the time zone of the device, so that a study day turns at night.
(() => {
  "use strict"
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? ""
  for (const field of document.querySelectorAll('input[name="device_zone"]')) { field.value = zone }
  const offer = document.querySelector("[data-device-zone]")
  if (offer === null || zone === "") { return }
  const choice = document.getElementById(offer.dataset.deviceZone)
  if (choice.value === zone || ![...choice.options].some((option) => option.value === zone)) { return }
  offer.textContent = `Use ${zone}`
  offer.hidden = false
  offer.addEventListener("click", () => {
    choice.value = zone
    offer.hidden = true
    choice.focus()
  })
})()
