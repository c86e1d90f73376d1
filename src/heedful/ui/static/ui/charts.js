/* The words beside a point. Without this, the browser's own tooltip and the table behind each chart say the same. */
"use strict";
{
  const FAR = 60;

  function marksOf(drawing) {
    return [...drawing.querySelectorAll(".chart-mark")].filter((mark) => mark.getClientRects().length && saysOf(mark));
  }

  function saysOf(mark) {
    const title = mark.querySelector("title");
    if (title) {
      mark.dataset.says = title.textContent;
      title.remove();
    }
    return mark.dataset.says;
  }

  function centre(mark) {
    const box = mark.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, box };
  }

  function distance(mark, x, y) {
    const { box } = centre(mark);
    const besides = Math.max(box.left - x, 0, x - box.right);
    const above = Math.max(box.top - y, 0, y - box.bottom);
    const middle = centre(mark);
    return Math.hypot(besides, above) + Math.hypot(middle.x - x, middle.y - y) / 1000;
  }

  function nearest(drawing, x, y) {
    const by = marksOf(drawing).map((mark) => [distance(mark, x, y), mark]).sort((one, two) => one[0] - two[0]);
    return by.length && by[0][0] < FAR ? by[0][1] : null;
  }

  function tipOf(drawing) {
    let tip = drawing.parentElement.querySelector(":scope > .chart-tip");
    if (!tip) {
      tip = document.createElement("div");
      tip.className = "chart-tip";
      tip.setAttribute("role", "status");
      drawing.after(tip);
    }
    return tip;
  }

  function show(drawing, mark) {
    const tip = tipOf(drawing);
    drawing.querySelectorAll(".chart-here").forEach((one) => one.classList.remove("chart-here"));
    tip.hidden = !mark;
    if (!mark) return;
    mark.classList.add("chart-here");
    tip.textContent = saysOf(mark);
    const figure = drawing.parentElement.getBoundingClientRect();
    const { x, box } = centre(mark);
    const left = Math.min(Math.max(x - figure.left - tip.offsetWidth / 2, 0), figure.width - tip.offsetWidth);
    const above = box.top - figure.top - tip.offsetHeight - 6;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 0 ? above : box.bottom - figure.top + 6}px`;
  }

  function move(drawing, by) {
    const marks = marksOf(drawing);
    const here = marks.findIndex((mark) => mark.classList.contains("chart-here"));
    const next = by === "first" ? 0 : by === "last" ? marks.length - 1 : here < 0 ? 0 : here + by;
    if (marks.length) show(drawing, marks[Math.min(Math.max(next, 0), marks.length - 1)]);
  }

  const KEYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: "first", End: "last" };
  const drawingOf = (event) => event.target.closest?.("[data-chart]");

  function reachable(root) {
    root.querySelectorAll("[data-chart]:not([tabindex])").forEach((drawing) => drawing.setAttribute("tabindex", "0"));
  }

  document.addEventListener("pointermove", (event) => {
    const drawing = drawingOf(event);
    if (drawing) show(drawing, nearest(drawing, event.clientX, event.clientY));
  });
  document.addEventListener("pointerout", (event) => {
    const drawing = drawingOf(event);
    if (drawing && !drawing.contains(event.relatedTarget)) show(drawing, null);
  });
  document.addEventListener("focusin", (event) => {
    const drawing = drawingOf(event);
    if (drawing === event.target && drawing.dataset.chart !== "pointer" && drawing.matches(":focus-visible")) move(drawing, "first");
  });
  document.addEventListener("focusout", (event) => {
    const drawing = drawingOf(event);
    if (drawing) show(drawing, null);
  });
  document.addEventListener("keydown", (event) => {
    const drawing = drawingOf(event);
    if (!drawing || drawing.dataset.chart === "pointer") return;
    if (event.key === "Escape") show(drawing, null);
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    move(drawing, KEYS[event.key]);
  });
  document.addEventListener("htmx:afterSwap", (event) => reachable(event.target.parentElement ?? document));
  reachable(document);
}
