import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from "govuk-frontend";
import "./comments.js";
import "./uploads.js";

const components = [
  [Button, { preventDoubleClick: true }],
  [CharacterCount],
  [Checkboxes],
  [ErrorSummary],
  [NotificationBanner],
  [Radios],
  [ServiceNavigation],
  [SkipLink],
  [Tabs],
];
components.forEach(([component, config]) => createAll(component, config));

// A table that fits needs no tab stop; one that scrolls sideways does, for the keyboard.
const tables = document.querySelectorAll(".fd-table");
const setTabStops = () => {
  tables.forEach((frame) => {
    frame.toggleAttribute("tabindex", false);
    if (frame.scrollWidth > frame.clientWidth) frame.setAttribute("tabindex", "0");
  });
};
if (tables.length) {
  setTabStops();
  window.addEventListener("resize", setTabStops);
}

// On a phone the filters start closed, unless some are in use. A wider screen shows them by its style sheet already.
if (window.matchMedia("(min-width: 40.0625em)").matches) {
  document.querySelectorAll("details[data-filters]").forEach((panel) => {
    panel.open = true;
  });
}
