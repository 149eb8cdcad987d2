// Forms with data-upload show how far the files have come. Without this script the same form is sent as any other.

// Of the choosers of a form the first that files were chosen with.
const chosen = (form) => {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  return inputs.find((input) => input.files.length) || inputs[0];
};

const line = (form) => {
  const box = document.createElement("div");
  box.className = "fd-progress";
  const words = document.createElement("p");
  words.className = "fd-progress__words";
  words.id = "upload-progress";
  words.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.className = "fd-progress__bar";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-labelledby", words.id);
  box.append(words, bar);
  chosen(form).closest(".govuk-form-group").append(box);
  return { box, bar, words };
};

// The error summary and the error beside the field, as the server would have written them.
const tell = (form, sentences) => {
  const input = chosen(form);
  const group = input.closest(".govuk-form-group");
  document.querySelectorAll(".govuk-error-summary, .fd-upload-error").forEach((old) => old.remove());

  const beside = document.createElement("div");
  beside.id = `${input.id}_error`;
  beside.className = "fd-upload-error";
  const list = document.createElement("ul");
  list.className = "govuk-list govuk-error-summary__list";
  sentences.forEach((sentence) => {
    const paragraph = document.createElement("p");
    paragraph.className = "govuk-error-message";
    paragraph.textContent = sentence;
    beside.append(paragraph);
    const link = document.createElement("a");
    link.href = `#${input.id}`;
    link.textContent = sentence;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  });
  group.querySelector(`#${CSS.escape(beside.id)}`)?.remove();
  input.before(beside);
  group.classList.add("govuk-form-group--error");
  const described = (input.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== beside.id);
  input.setAttribute("aria-describedby", [...described, beside.id].join(" "));

  const summary = document.createElement("div");
  summary.className = "govuk-error-summary";
  summary.tabIndex = -1;
  const title = document.createElement("h2");
  title.className = "govuk-error-summary__title";
  title.textContent = form.dataset.problem;
  const body = document.createElement("div");
  body.className = "govuk-error-summary__body";
  body.append(list);
  const alert = document.createElement("div");
  alert.setAttribute("role", "alert");
  alert.append(title, body);
  summary.append(alert);
  form.parentElement.prepend(summary);
  summary.focus();
};

const send = (form, data, button) => {
  const buttons = [...form.querySelectorAll("button")];
  const { box, bar, words } = line(form);
  const request = new XMLHttpRequest();
  const again = (sentences) => {
    box.remove();
    buttons.forEach((each) => each.toggleAttribute("disabled", false));
    tell(form, sentences);
  };
  words.textContent = form.dataset.sending;
  buttons.forEach((each) => each.toggleAttribute("disabled", true));
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = Math.round((100 * event.loaded) / event.total);
  });
  request.addEventListener("load", () => {
    let said;
    try {
      said = JSON.parse(request.responseText);
    } catch {
      said = {};
    }
    if (said.next) window.location.assign(said.next);
    else if (said.usual) {
      buttons.forEach((each) => each.toggleAttribute("disabled", false));
      form.dataset.upload = "usual";
      form.requestSubmit(button);
    } else if (said.errors && said.errors.length) again(said.errors);
    else if (request.status === 413) again([form.dataset.large]);
    else if (request.status < 500) window.location.reload();
    else again([form.dataset.failed]);
  });
  request.addEventListener("error", () => again([form.dataset.failed]));
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.send(data);
};

document.querySelectorAll("form[data-upload]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (form.dataset.upload === "usual" || !chosen(form).files.length || (button && button.name === "remove")) return;
    event.preventDefault();
    const data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    send(form, data, button);
  });
});
