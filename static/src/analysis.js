// Adds to the pages of an analysis: keys for coding, and the progress of a run or of a file. The pages work without it.
import "./progress.js";

const KEYS = "frontDoorCodingKeys";
const STANCE = { f: "for", a: "against", m: "mixed", n: "none" };
const STRENGTH = { d: "data", e: "experience", o: "opinion" };

function remembered() {
  try {
    return localStorage.getItem(KEYS) !== "off";
  } catch {
    return true;
  }
}

function remember(on) {
  try {
    localStorage.setItem(KEYS, on ? "on" : "off");
  } catch {
    // A browser that keeps nothing starts with keys on.
  }
}

function coding(form) {
  const panel = document.querySelector("[data-keys]");
  const toggle = document.querySelector("[data-keys-toggle]");
  let on = remembered();
  const show = () => {
    toggle.setAttribute("aria-pressed", String(on));
    toggle.textContent = on ? "Keyboard: on" : "Keyboard: off";
  };
  panel.hidden = false;
  show();
  toggle.addEventListener("click", () => {
    on = !on;
    remember(on);
    show();
  });
  const pick = (name, value) => form.querySelector(`[name="${name}"][value="${value}"]`)?.click();
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("textarea, select, a, button, input:not([type=checkbox]):not([type=radio])");
    if (!on || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (/^[1-9]$/.test(key)) form.querySelectorAll('[name="chosen"]')[Number(key) - 1]?.click();
    else if (STANCE[key]) pick("stance", STANCE[key]);
    else if (STRENGTH[key]) pick("strength", STRENGTH[key]);
    else if (key === "enter") form.querySelector('[name="save"]').click();
    else return;
    event.preventDefault();
  });
}

const form = document.querySelector("[data-coding]");
if (form) coding(form);
