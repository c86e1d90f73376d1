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

// Up and down go through what was found; Enter in the field takes the first.
function walk(dialog, event) {
  const links = [...dialog.querySelectorAll(".finder-link")];
  const words = dialog.querySelector(".finder-words");
  const at = links.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    (to < 0 ? words : links[Math.min(to, links.length - 1)])?.focus();
  } else if (event.key === "Enter" && document.activeElement === words && links.length) {
    event.preventDefault();
    links[0].click();
  }
}

// A form with data-submits sends itself when a choice in it changes.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submits]");
  if (form && !event.target.closest("[data-waits]")) form.requestSubmit();
});

// A table's head stays where it was after a swap: focus follows the element of the same name. What loads by itself
// takes no focus.
document.addEventListener("htmx:afterSwap", (event) => {
  const asked = event.detail.requestConfig.triggeringEvent;
  if (asked && document.activeElement === document.body && event.detail.target.id) {
    const again = document.getElementById(event.detail.target.id);
    if (again) {
      again.setAttribute("tabindex", "-1");
      again.focus({ preventScroll: true });
    }
  }
});

// The session has ended: the page of the sign-in, not a piece of it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const address = event.detail.xhr.responseURL;
  if (address && new URL(address).pathname.startsWith("/people/sign-in/")) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});
