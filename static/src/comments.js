// Comments on a document: whoever selects words in it gets them filled in. Without this script they are copied by hand;
// in both cases the server looks for them itself.
const squash = (text) => text.replace(/\s+/g, "");

function selected(passage) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!passage.contains(range.startContainer) || !passage.contains(range.endContainer)) return null;
  const words = selection.toString().trim();
  return words ? { words, which: earlier(passage, range, words) } : null;
}

// How often the same words stand in the passage before these.
function earlier(passage, range, words) {
  const before = document.createRange();
  before.setStart(passage, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return squash(before.toString()).toLowerCase().split(squash(words).toLowerCase()).length - 1;
}

const part = (slot, name) => slot.querySelector(`[name$="__${name}"]`);
const isFree = (slot) => !part(slot, "words").value && !part(slot, "says").value;

function freeSlot(section) {
  const slots = [...section.querySelectorAll("[data-slot]")];
  const free = slots.find(isFree);
  if (free) return free;
  const last = slots.at(-1);
  const number = Number(last.dataset.slot);
  const made = document.createElement("div");
  made.innerHTML = last.outerHTML.replaceAll(`__${number}__`, `__${number + 1}__`);
  const slot = made.firstElementChild;
  slot.dataset.slot = String(number + 1);
  slot.querySelectorAll(".govuk-error-message").forEach((message) => message.remove());
  slot.querySelectorAll("[class*=--error]").forEach((each) => each.classList.remove("govuk-form-group--error"));
  ["place", "words", "which", "says"].forEach((name) => {
    part(slot, name).value = "";
  });
  last.after(slot);
  return slot;
}

document.querySelectorAll("[data-document]").forEach((section) => {
  const pairs = [...section.querySelectorAll("[data-passage]")].map((passage) => ({
    passage,
    button: passage.nextElementSibling,
  }));
  document.addEventListener("selectionchange", () => {
    pairs.forEach(({ passage, button }) => {
      if (button !== document.activeElement) button.hidden = !selected(passage);
    });
  });
  pairs.forEach(({ passage, button }) => {
    let chosen = null;
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      chosen = selected(passage);
      if (!chosen) return;
      const slot = freeSlot(section);
      part(slot, "place").value = passage.dataset.passage;
      part(slot, "words").value = chosen.words;
      part(slot, "which").value = String(chosen.which);
      button.hidden = true;
      part(slot, "says").focus();
    });
  });
});
