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

// On a phone the filters start closed, unless some are in use.
const narrow = window.matchMedia("(max-width: 40.0525em)");
if (narrow.matches) {
  document.querySelectorAll("details[data-filters]:not([data-active])").forEach((panel) => {
    panel.open = false;
  });
}
