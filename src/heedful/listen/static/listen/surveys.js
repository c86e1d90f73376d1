// What the builder gains from a script: keys, and nothing typed is lost by leaving. It works without.
"use strict";

const builderForm = () => document.getElementById("builder-form");
const written = (form) => new URLSearchParams(new FormData(form)).toString();

// As the page came: what was typed while this script was still on its way is typed, too.
const asItCame = (form) => {
  const copy = form.cloneNode(true);
  copy.reset();
  return written(copy);
};

let asItWas = builderForm() && asItCame(builderForm());
let goesOn = false;

const isTyped = () => builderForm() && written(builderForm()) !== asItWas;

// Which parts of the form were unfolded stays so when it is exchanged.
let unfolded = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "builder") {
    unfolded = [...event.detail.target.querySelectorAll("details[open]:not(.builder-add)")].map((each) => each.id);
  }
});

document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Redirect")) goesOn = true;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "builder") return;
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  if (event.detail.xhr.status === 200) asItWas = written(builderForm());
});

// A link away keeps first what was typed.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented;
  if (!link || !isPlain || !isTyped() || !link.pathname.startsWith("/listen/surveys/")) return;
  event.preventDefault();
  goesOn = true;
  const then = document.createElement("input");
  Object.assign(then, { type: "hidden", name: "then", value: `go:${link.pathname}${link.search}` });
  builderForm().append(then);
  builderForm().submit();
});

document.addEventListener("submit", (event) => {
  if (event.target === builderForm() && !event.target.hasAttribute("hx-post")) goesOn = true;
});

window.addEventListener("beforeunload", (event) => {
  if (isTyped() && !goesOn) event.preventDefault();
});

const press = (key) => builderForm()?.querySelector(`[data-key="${key}"]:not([disabled])`)?.click();

document.addEventListener("keydown", (event) => {
  const form = builderForm();
  if (!form || document.querySelector("dialog[open]")) return;
  const inField = event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
  const control = (event.ctrlKey || event.metaKey) && !event.altKey;
  const key = event.key.toLowerCase();
  const does = {
    moves: event.altKey && { arrowup: "up", arrowdown: "down" }[key],
    steps: control && !(inField && isTyped()) && { z: event.shiftKey ? "redo" : "undo", y: "redo" }[key],
  };
  if (does.moves || does.steps) {
    event.preventDefault();
    press(does.moves || does.steps);
  } else if (control && key === "s") {
    event.preventDefault();
    form.requestSubmit();
  } else if (key === "/" && !inField && !control && !event.altKey) {
    event.preventDefault();
    const add = document.getElementById("builder-add");
    add.open = true;
    add.querySelector("ul button").focus();
  } else if (event.target.matches(".builder-kind") && ["arrowdown", "arrowup"].includes(key)) {
    event.preventDefault();
    const kinds = [...form.querySelectorAll(".builder-kind")];
    kinds[kinds.indexOf(event.target) + (key === "arrowdown" ? 1 : -1)]?.focus();
  }
});

// Pressed twice, a form is sent once: one survey begins, not two.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post" || event.target.hasAttribute("hx-post")) return;
  const buttons = event.target.querySelectorAll("button");
  setTimeout(() => buttons.forEach((button) => (button.disabled = true)));
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[method=post] button").forEach((button) => (button.disabled = false));
});
