// What the pages gain from a script; each works without it.
"use strict";

const finder = () => document.getElementById("finder-dialog");

// A link or button with data-opens opens that dialog instead; data-closes shuts the one it stands in.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(dialog);
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
  if (event.target.matches("dialog")) event.target.close();
});

document.addEventListener("keydown", (event) => {
  const dialog = finder();
  if (dialog && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open(dialog);
  }
  if (dialog && dialog.open) walk(dialog, event);
});

function open(dialog) {
  if (!dialog.open) dialog.showModal();
  dialog.dispatchEvent(new Event("opened"));
  const first = dialog.querySelector("input:not([type=hidden]), select, textarea");
  if (first) first.select ? first.select() : first.focus();
}

// Up and down go through what was found; Enter in the field takes the first of what the words in it find: where that
// is still being looked for, as soon as it is found.
function walk(dialog, event) {
  const links = [...dialog.querySelectorAll(".finder-link")];
  const words = dialog.querySelector(".finder-words");
  const at = links.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
  if (event.key === "Escape") {
    event.preventDefault(); // a field of search words would only be emptied by it
    dialog.close();
  } else if (to !== undefined) {
    event.preventDefault();
    (to < 0 ? words : links[Math.min(to, links.length - 1)])?.focus();
  } else if (event.key === "Enter" && document.activeElement === words) {
    event.preventDefault();
    dialog.dataset.takes = words.value;
    take(dialog);
  }
}

function take(dialog) {
  const results = dialog.querySelector(".finder-results");
  if (dialog.dataset.takes === undefined || results.dataset.typed !== dialog.dataset.takes.trim()) return;
  delete dialog.dataset.takes;
  results.querySelector(".finder-link")?.click();
}

// Whoever types on has not asked for the first of what was found before.
document.addEventListener("input", (event) => {
  if (event.target.matches(".finder-words")) delete finder().dataset.takes;
});

// A form with data-asks is sent only after that question was answered; the answer says what the form's own button says.
document.addEventListener("submit", (event) => {
  const dialog = document.getElementById("asking-dialog");
  const question = event.target.dataset.asks;
  if (!question || !dialog || dialog.dataset.answers) return;
  event.preventDefault();
  const yes = dialog.querySelector(".asking-yes");
  dialog.querySelector(".asking-words").textContent = question;
  yes.textContent = event.submitter.textContent.trim();
  yes.onclick = () => {
    dialog.close();
    dialog.dataset.answers = "yes";
    event.target.requestSubmit(event.submitter);
    delete dialog.dataset.answers;
  };
  dialog.showModal();
});

// A form with data-submits sends itself when a choice in it changes.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submits]");
  if (form && !event.target.closest("[data-waits]")) form.requestSubmit();
});

// What has the focus while a part of the page is exchanged has it afterwards: the same link, field or button in the new
// part; where there is none any more, the part itself. What loads by itself takes the focus from nothing else.
let held = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target } = event.detail;
  const focused = document.activeElement;
  held = target.id && target.contains(focused) ? { part: target.id, like: like(focused), nth: 0 } : null;
  if (held) held.nth = [...target.querySelectorAll(focused.tagName)].filter(held.like).indexOf(focused);
});

function like(one) {
  const says = (other) => [other.id, other.name, other.getAttribute("href"), other.textContent.trim()].join("\n");
  return (other) => (one.id ? other.id === one.id : says(other) === says(one));
}

document.addEventListener("htmx:afterSettle", (event) => {
  const part = document.getElementById(held ? held.part : event.detail.target.id);
  if (part && document.activeElement === document.body && (held || event.detail.requestConfig.triggeringEvent)) {
    const same = held && [...part.querySelectorAll("a, button, input, select, textarea, summary")].filter(held.like);
    const next = same?.[held.nth] ?? part;
    if (next === part) part.setAttribute("tabindex", "-1");
    next.focus({ preventScroll: true });
  }
  held = null;
  if (finder()?.open) take(finder());
});

// The session has ended: the page of the sign-in, not a piece of it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const address = event.detail.xhr.responseURL;
  if (address && new URL(address).pathname.startsWith("/people/sign-in/")) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});
