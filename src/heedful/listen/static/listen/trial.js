"use strict";
for (const button of document.querySelectorAll("[data-trial]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.heedful?.(button.dataset.trial));
}
