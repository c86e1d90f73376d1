// A button with data-copies copies the field of that id; without a script there is only the field.
"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // by http, browsers offer nothing newer
    }
    button.textContent = button.dataset.copied;
  });
}
