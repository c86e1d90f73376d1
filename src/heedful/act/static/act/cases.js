// Keys on the pages of cases. Each does what a link, a box or a button of the page does, too.
"use strict";

const FOCUSES = { "/": "#id_q", b: "#cases-bulk select, #cases-bulk button", r: "#id_text", m: "#id_note", o: "#id_owner" };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (act(event.key)) event.preventDefault();
});

function act(key) {
  const link = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  if (key === "x") return tick();
  if (key === "c") return unfold("closing");
  if (key === "?") return unfold("cases-keys");
  if (link) return link.click() ?? true;
  const field = key in FOCUSES && document.querySelector(FOCUSES[key]);
  return field ? (field.focus(), true) : false;
}

// The case that has the focus, by its link; from there to the next one or the one before.
function step(by) {
  const rows = [...document.querySelectorAll("[data-case]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  next?.querySelector("a").focus();
  return rows.length > 0;
}

function tick() {
  const box = document.activeElement.closest("[data-case]")?.querySelector("input[type=checkbox]");
  if (box) box.checked = !box.checked;
  return Boolean(box);
}

function unfold(id) {
  const part = document.getElementById(id);
  if (!part) return false;
  part.open = true;
  (part.querySelector("input:not([type=hidden]), textarea") ?? part.querySelector("summary")).focus();
  return true;
}
