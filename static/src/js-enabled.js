// Runs before the page is drawn, so that enhanced components do not flash in their plain form.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
