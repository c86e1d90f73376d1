// Sending a file: dropped or chosen, with a bar that shows how far it is. Without this script the plain form does it.
"use strict";

const form = document.querySelector("form[data-uploads]");
const input = form.querySelector("input[type=file]");
const place = form.querySelector(".upload-place");
const wrong = document.getElementById("id_file_error");
const progress = form.querySelector("[data-progress]");

function say(words) {
  wrong.textContent = words;
  input.toggleAttribute("aria-invalid", Boolean(words));
  progress.hidden = true;
  form.querySelector("button").disabled = false;
}

function fits(file) {
  const limit = Number(form.dataset.limit);
  say(file && file.size > limit ? wrong.dataset.tooLarge : "");
  return Boolean(file) && file.size <= limit;
}

for (const name of ["dragover", "dragleave", "drop"]) {
  place.addEventListener(name, (event) => {
    event.preventDefault();
    place.classList.toggle("upload-place-over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      fits(input.files[0]);
    }
  });
}

input.addEventListener("change", () => fits(input.files[0]));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!fits(input.files[0])) return;
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", ({ loaded, total }) => show(Math.floor((100 * loaded) / total)));
  request.addEventListener("error", () => say(wrong.dataset.brokeOff));
  request.addEventListener("abort", () => say(wrong.dataset.brokeOff));
  request.addEventListener("load", () => arrived(request));
  request.open("POST", form.getAttribute("action") || window.location.href);
  request.send(new FormData(form));
  form.querySelector("button").disabled = true;
  show(0);
});

function show(percent) {
  const words = progress.querySelector(".progress-words");
  progress.hidden = false;
  progress.querySelector("progress").value = percent;
  words.textContent = words.dataset.words.replace("{percent}", percent);
}

// Taken: on to the page of the import. Not taken: the same page again, with the reason beside the field.
function arrived(request) {
  if (request.status < 400) {
    window.location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const said = page.getElementById("id_file_error");
  say(said && said.textContent.trim() ? said.textContent.trim() : wrong.dataset.brokeOff);
}
