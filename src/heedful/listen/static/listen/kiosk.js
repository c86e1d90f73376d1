// The kiosk: one person after the other answers on this tablet, with a network or without.
"use strict";
(() => {
  const told = JSON.parse(document.getElementById("kiosk").textContent);
  const { survey, settings, known } = told, main = document.querySelector("main"), status = document.querySelector(".kiosk-status");
  const MARK = "\ue000{", MINUTE = 60_000, WARNED = 15; // seconds in which somebody who is still there can say so
  const queue = new KioskQueue(told.code, told.answers, { changed: showWaiting, heard: renewed });
  let response, language = told.language, keys = [], at = null, timer, shownAt, atBeginning = true;

  const words = () => told.words[language];
  const copyOf = (id) => document.getElementById(id).content.cloneNode(true);
  const order = () => Walk.questionOrder(survey, response.key);
  const knownNow = () => ({ ...known, language, answers: response.answers });
  const question = (key) => survey.questions.find((each) => each.key === key);

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return [...bytes].map((byte, n) => ([4, 6, 8, 10].includes(n) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
  }

  function begin(focused = true) {
    clearTimeout(timer);
    const now = Date.now();
    response = { key: newKey(), version: told.version, step: 0, answers: {}, seconds: {}, begun_at: now, answered_at: now, finished: false, over: false };
    language = told.language;
    atBeginning = true;
    show(Walk.nextQuestion(survey, knownNow(), null, order()), focused);
    queue.send();
  }

  // The survey was published anew: the tablet takes it when nobody is answering.
  function renewed(said) {
    if (survey && atBeginning && said.version !== told.version && navigator.onLine) location.reload();
    if (!survey && said.version) location.reload();
  }

  function show(key, focused = true) {
    at = key;
    keys = survey.layout === "all" ? Walk.path(survey, knownNow(), order()) : key ? [key] : [];
    const page = copyOf(`page-${language}`), form = page.querySelector("form"), place = page.querySelector("[data-questions]");
    for (const each of keys) place.append(drawn(each));
    piped(page);
    fillProgress(page, key);
    const first = Walk.previousQuestion(survey, knownNow(), key, order()) === null || survey.layout === "all";
    for (const only of page.querySelectorAll("[data-first]")) only.hidden = !first;
    page.querySelector("[data-back]").hidden = first;
    const isLast = survey.layout === "all" || key === order().at(-1);
    page.querySelector("[data-on]").textContent = isLast ? words().send : words().next;
    form.addEventListener("submit", (event) => { event.preventDefault(); goOn(form, event.submitter?.value === "back"); });
    for (const button of page.querySelectorAll("[data-language]")) button.addEventListener("click", () => speak(button.dataset.language));
    shownAt = Date.now();
    put(page, focused);
  }

  function put(page, focused) {
    const { lang, dir } = page.firstElementChild;
    Object.assign(document.documentElement, { lang, dir });
    main.replaceChildren(page);
    scrollTo(0, 0);
    if (focused) main.querySelector("[tabindex='-1'], h1").focus();
  }

  function speak(wanted) {
    language = wanted;
    show(at);
  }

  function drawn(key) {
    const part = copyOf(`q-${language}-${key}`), asked = question(key), answer = response.answers[key];
    if (asked.type === "choice" && asked.shuffled) sorted(part, asked);
    if (answer !== undefined) fill(part, asked, answer);
    return part;
  }

  function sorted(part, asked) {
    const lines = new Map([...part.querySelectorAll("label:has([type=radio], [type=checkbox])")].map((label) => [label.querySelector("input").value, label]));
    const alone = new Set(asked.options.filter((each) => each.alone).map((each) => each.key)), keys = Walk.optionOrder(asked, response.key);
    const all = [...keys.filter((key) => !alone.has(key)), "+other", ...keys.filter((key) => alone.has(key))].filter((key) => lines.has(key));
    const before = lines.values().next().value.previousElementSibling;
    before.after(...all.map((key) => lines.get(key)));
  }

  function fill(part, asked, answer) {
    const fields = (name) => [...part.querySelectorAll(`[name="${name}"]`)], name = `a-${asked.key}`;
    const tick = (fields, values) => { for (const field of fields) field.checked = values.map(String).includes(field.value); };
    if (["nps", "csat", "ces"].includes(asked.type)) tick(fields(name), [answer]);
    else if (asked.type === "choice") {
      tick(fields(name), [...answer.chosen, ...(answer.other ? ["+other"] : [])]);
      for (const field of fields(`${name}-other`)) field.value = answer.other ?? "";
    } else if (asked.type === "consent") tick(fields(name), answer ? ["yes"] : []);
    else if (asked.type === "grid") for (const row in answer) tick(fields(`${name}-${row}`), [answer[row]]);
    else if (asked.type === "contact") for (const each in answer) for (const field of fields(`${name}-${each}`)) field.value = answer[each];
    else for (const field of fields(name)) field.value = answer;
  }

  // Names within words, put in as text: never as markup.
  function piped(page) {
    const walked = Walk.asWalked(survey, knownNow(), order()), put = (text) => Walk.piped(text.replaceAll(MARK, "{{"), walked, survey);
    const nodes = document.createTreeWalker(page, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (nodes.nextNode()) {
      const node = nodes.currentNode;
      if (node.nodeType === Node.TEXT_NODE && node.data.includes(MARK)) node.data = put(node.data);
      for (const each of node.attributes ?? []) if (each.value.includes(MARK)) each.value = put(each.value);
    }
  }

  function fillProgress(page, key) {
    const bar = page.querySelector("progress"), way = Walk.path(survey, knownNow(), order());
    if (!bar) return;
    const value = way.indexOf(key) + 1, max = longestWay(way);
    Object.assign(bar, { max, value });
    bar.parentElement.querySelector("label").textContent = words().progress.replace("{number}", value).replace("{of}", max);
  }

  // So that the number that is told shrinks rather than grows: open questions are taken to be answered so that most is asked.
  function longestWay(way) {
    const now = knownNow(), answers = { ...now.answers };
    for (const key of order()) {
      if (key in answers || !way.includes(key)) continue;
      for (const value of choosable(question(key))) {
        const longer = Walk.path(survey, { ...now, answers: { ...answers, [key]: value } }, order());
        if (longer.length > way.length) [answers[key], way] = [value, longer];
      }
    }
    return way.length;
  }

  function choosable(asked) {
    if (asked.type === "choice") return asked.options.map((option) => ({ chosen: [option.key] }));
    if (asked.type === "consent") return [true, false];
    return Array.from({ length: ["nps", "csat", "ces"].includes(asked.type) ? 11 : 0 }, (_, point) => point);
  }

  function goOn(form, back) {
    const wrong = new Map(), answered = {};
    for (const key of keys) {
      const answer = KioskForms.answer(question(key), form), fault = KioskForms.fault(question(key), answer, form, words().faults[key] ?? {});
      if (fault) wrong.set(key, fault);
      else answered[key] = answer;
    }
    take(answered);
    if (back) return show(Walk.previousQuestion(survey, knownNow(), at, order()));
    if (wrong.size) return complain(form, wrong);
    const next = nextAfter();
    keep(next === null);
    return next === null ? end() : show(next);
  }

  function take(answered) {
    for (const key in answered) {
      if (answered[key] === null) delete response.answers[key];
      else response.answers[key] = answered[key];
    }
    if (keys.length === 1) response.seconds[keys[0]] = Math.round((Date.now() - shownAt) / 100) / 10;
    keep(false);
  }

  function keep(finished) {
    const answered = Object.keys(response.answers).length > 0 || response.step > 0;
    if (!answered && !finished) return;
    Object.assign(response, { step: response.step + 1, language, finished, over: finished, answered_at: Date.now() });
    queue.keep(structuredClone(response)).then(() => finished && queue.send());
  }

  function nextAfter() {
    const way = Walk.path(survey, knownNow(), order()), missing = (key) => KioskForms.isMissing(question(key), response.answers[key]);
    const next = survey.layout === "all" ? way.find((key) => !keys.includes(key)) : Walk.nextQuestion(survey, knownNow(), at, order());
    return next ?? way.find(missing) ?? null;
  }

  function complain(form, wrong) {
    for (const old of form.querySelectorAll(".error")) old.remove();
    for (const [key, says] of wrong) {
      const part = form.querySelector(`[id="a-${key}-question"]`), line = Object.assign(document.createElement("p"), { className: "error", id: `a-${key}-error`, textContent: says });
      const of = part.querySelector("fieldset, input:not([type=hidden]), textarea");
      line.setAttribute("role", "alert");
      part.querySelector("legend, h2").after(line);
      of.setAttribute("aria-invalid", "true");
      of.setAttribute("aria-describedby", line.id);
    }
    const first = form.querySelector(`[id="a-${[...wrong.keys()][0]}-question"]`);
    first.focus();
  }

  function end() {
    const ending = Walk.endingOf(survey, knownNow()), page = copyOf(`end-${language}-${ending?.key ?? ""}`), help = page.querySelector("form");
    keys = [];
    piped(page);
    help?.addEventListener("submit", (event) => { event.preventDefault(); askForHelp(help); });
    page.querySelector("[data-anew]").addEventListener("click", () => begin());
    put(page, true);
    rest();
  }

  // Another step of the same response: the server knows it by its key, whether it has come there yet or not.
  function askForHelp(form) {
    Object.assign(response, { reach: form.elements.reach.value.trim(), step: response.step + 1 });
    if (!response.reach) return;
    queue.keep(structuredClone(response)).then(() => queue.send());
    form.replaceChildren(Object.assign(document.createElement("p"), { textContent: words().told, role: "status" }));
  }

  // Whoever comes next shall not find the answers of whoever went.
  function rest() {
    clearTimeout(timer);
    document.querySelector(".kiosk-asking")?.remove();
    if (!keys.length) timer = setTimeout(() => begin(), (main.querySelector("form") ? settings.idle : settings.thanks) * 1000);
    else timer = setTimeout(ask, Math.max(1, settings.idle - WARNED) * 1000);
  }

  function ask() {
    const asking = copyOf(`asking-${language}`).firstElementChild;
    document.body.append(asking);
    asking.querySelector("button").focus();
    timer = setTimeout(() => { asking.remove(); leave(); }, Math.min(WARNED, settings.idle) * 1000);
  }

  function leave() {
    if (response.step) queue.keep({ ...structuredClone(response), over: true }).then(() => queue.send());
    begin();
  }

  function showWaiting({ waiting, apart }) {
    const said = [], say = (forms, n) => said.push((forms[new Intl.PluralRules(language).select(n)] ?? forms.other).replace("{n}", n));
    if (waiting) say(words().waits, waiting);
    if (apart) say(words().apart, apart);
    if (status.textContent !== said.join(" ")) status.textContent = said.join(" ");
    status.hidden = !said.length;
  }

  queue.begin();
  setInterval(() => queue.send(), 15 * MINUTE);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(told.worker, { scope: told.home }).catch(() => {});
  if (survey) {
    document.querySelector("body > footer")?.remove(); // its links lead to pages that are not there without a network
    navigator.wakeLock?.request("screen").catch(() => {});
    for (const sign of ["pointerdown", "keydown", "input"]) addEventListener(sign, () => { atBeginning = false; rest(); }, { passive: true });
    begin(false);
  }
})();
