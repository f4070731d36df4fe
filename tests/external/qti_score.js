// Renders a QTI 3.0 item with @citolab/qti-components, answers it in each way that is asked for,
// and returns what is shown and scored. Evaluated in a page that holds an element #host.
//
// answers: for a choice, lists of identifiers to be chosen; for a number, texts to be typed.
async ([xml, answers]) => {
  const { qtiTransformItem } = window.qti;
  const host = document.getElementById("host");
  host.replaceChildren(qtiTransformItem().parse(xml).htmlDoc());
  const item = host.querySelector("qti-assessment-item");
  await item.updateComplete;
  await new Promise((resolve) => setTimeout(resolve, 0));
  const choices = [...item.querySelectorAll("qti-simple-choice")];
  const entry = item.querySelector("qti-text-entry-interaction");
  const shown = () =>
    [...item.querySelectorAll("qti-modal-feedback")]
      .filter((one) => one.showStatus === "on")
      .map((one) => one.identifier);
  const type = (text) => {
    const field = entry.shadowRoot.querySelector("input");
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    field.dispatchEvent(new Event("change", { bubbles: true, composed: true }));
  };
  const chosen = new Set();
  const choose = (wanted) => {
    for (const choice of choices) {
      if (chosen.has(choice.identifier) !== wanted.includes(choice.identifier)) {
        choice.click();
        const isChosen = chosen.delete(choice.identifier);
        if (!isChosen) chosen.add(choice.identifier);
      }
    }
  };
  const chooseOne = ([wanted]) => choices.find((one) => one.identifier === wanted).click();
  const single = item.querySelector('qti-choice-interaction[max-choices="1"]');
  const results = answers.map((answer) => {
    if (entry) type(answer);
    else if (single) chooseOne(answer);
    else choose(answer);
    item.processResponse(true, false);
    return [Number(item.getOutcome("SCORE").value), shown()];
  });
  return {
    results,
    body: item.querySelector("qti-item-body").innerHTML,
    options: choices.map((one) => [one.identifier, one.textContent]),
    feedback: [...item.querySelectorAll("qti-modal-feedback")].map((one) => [
      one.identifier,
      one.textContent,
    ]),
  };
};
