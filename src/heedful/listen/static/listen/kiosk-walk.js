// The way through a survey, for where there is no network: what `surveys/logic.py` and `surveys/piping.py` do, in the
// browser. A test takes both through the same documents and answers, and wants the same way.
"use strict";
const Walk = (() => {
  const END = "end", OTHER = "other", LONGEST_PIPED = 200;
  const PIPE = /( *)\{\{\s*(?:(answer|person):([^{}|]+?)|(location|product))\s*(?:\|([^{}]*))?\}\}/g;
  const UNSEEN = /[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;
  const NUMBER = /^-?\d+(\.\d+)?$/;

  const own = (from, key) => (from != null && Object.hasOwn(from, key) ? from[key] : undefined);
  const isThings = (given) => given !== null && typeof given === "object" && !Array.isArray(given);
  const folded = (words) => words.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
  const unique = (keys) => [...new Set(keys)];

  // SHA-256 of a text, as hexadecimal digits: the same order of questions as on the server.
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (number) => ((number - Math.floor(number)) * 2 ** 32) | 0;
  const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));
  const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const turned = (word, by) => (word >>> by) | (word << (32 - by));

  function digest(text) {
    const given = new TextEncoder().encode(text), length = ((given.length + 72) >> 6) << 6;
    const bytes = new DataView(new ArrayBuffer(length)), w = new Int32Array(64);
    given.forEach((byte, place) => bytes.setUint8(place, byte));
    bytes.setUint8(given.length, 0x80);
    bytes.setUint32(length - 4, given.length * 8);
    let state = START;
    for (let block = 0; block < length; block += 64) {
      for (let n = 0; n < 16; n++) w[n] = bytes.getInt32(block + 4 * n);
      for (let n = 16; n < 64; n++) {
        const s0 = turned(w[n - 15], 7) ^ turned(w[n - 15], 18) ^ (w[n - 15] >>> 3);
        const s1 = turned(w[n - 2], 17) ^ turned(w[n - 2], 19) ^ (w[n - 2] >>> 10);
        w[n] = w[n - 16] + s0 + w[n - 7] + s1;
      }
      state = mixed(state, w).map((word, place) => (word + state[place]) | 0);
    }
    return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  function mixed([a, b, c, d, e, f, g, h], w) {
    for (let n = 0; n < 64; n++) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25), s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[n] + w[n]) | 0;
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
    }
    return [a, b, c, d, e, f, g, h];
  }

  function shuffled(keys, seed) {
    const by = new Map(keys.map((key) => [key, digest(`${seed}:${key}`)]));
    return [...keys].sort((one, two) => (by.get(one) < by.get(two) ? -1 : by.get(one) > by.get(two) ? 1 : 0));
  }

  function questionOrder(survey, seed) {
    const order = unique((survey.questions ?? []).map((question) => question.key));
    for (const shuffle of survey.shuffles ?? []) {
      const places = order.flatMap((key, place) => (shuffle.questions.includes(key) ? [place] : []));
      const keys = shuffled(places.map((place) => order[place]), seed);
      places.forEach((place, n) => { order[place] = keys[n]; });
    }
    return order;
  }

  function optionOrder(choice, seed) {
    const options = choice.options ?? [], keys = (alone) => options.filter((each) => !!each.alone === alone).map((each) => each.key);
    return choice.shuffled ? [...shuffled(keys(false), `${seed}:${choice.key}`), ...keys(true)] : options.map((each) => each.key);
  }

  // What was said, piece by piece: chosen options, rows, a number, words; none where nothing was.
  function pieces(given) {
    if (given === true || given === false) return [given ? "yes" : "no"];
    if (typeof given === "number") return [given];
    if (typeof given === "string") return given.trim() ? [given] : [];
    if (!isThings(given)) return [];
    if (Object.hasOwn(given, "chosen")) return [...given.chosen, ...(String(given.other ?? "").trim() ? [OTHER] : [])];
    return Object.values(given).flatMap(pieces);
  }

  function plain(value) {
    if (typeof value === "number") return value;
    const word = folded(value.trim());
    return NUMBER.test(word) ? Number(word) : word;
  }

  const written = (value) => (Number.isInteger(value) ? value.toFixed(1) : String(value));

  function texts(given) {
    const words = isThings(given) && Object.hasOwn(given, "chosen") ? given.other ?? "" : given;
    return pieces(words).filter((piece) => typeof piece === "string").map(folded);
  }

  function liesBetween(piece, values) {
    if (values.length !== 2 || values.some((value) => typeof value !== typeof piece)) return false;
    return values[0] <= piece && piece <= values[1];
  }

  function lookedAt(check, known) {
    const about = check.about ?? "answer";
    if (about === "person") return own(known.person, check.subject ?? "");
    if (about !== "answer") return known[about];
    const [key, ...rest] = (check.subject ?? "").split("."), row = rest.join("."), answer = own(known.answers, key);
    return row && isThings(answer) ? own(answer, row) : answer;
  }

  function passes(check, known) {
    const given = lookedAt(check, known), said = unique(pieces(given).map(plain)), values = (check.values ?? []).map(plain);
    const is = said.length > 0 && said.every((piece) => values.includes(piece));
    switch (check.verb ?? "is") {
      case "is": return is;
      case "is_not": return !is;
      case "includes": return said.some((piece) => values.includes(piece));
      case "between": return said.some((piece) => liesBetween(piece, values));
      case "contains": return texts(given).some((text) => values.some((value) => text.includes(written(value))));
      case "is_answered": return said.length > 0;
    }
    return said.length === 0;
  }

  function holds(condition, known) {
    const checks = condition?.checks ?? [];
    if (!checks.length) return true;
    const passed = (check) => passes(check, known);
    return (condition.match ?? "all") === "all" ? checks.every(passed) : checks.some(passed);
  }

  // The keys on the way, and the answers that count on it.
  function walk(survey, known, given) {
    const order = unique(given), way = [], said = {}, seen = { ...known, answers: said };
    const questions = new Map((survey.questions ?? []).map((question) => [question.key, question]));
    for (let place = 0; place < order.length;) {
      const question = questions.get(order[place++]);
      if (!question || !holds(question.shown_if, seen)) continue;
      way.push(question.key);
      if (own(known.answers, question.key) !== undefined) said[question.key] = known.answers[question.key];
      const jump = (question.jumps ?? []).find((each) => holds(each.when, seen));
      if (jump) place = Math.max(place, jump.to === END ? order.length : order.indexOf(jump.to));
    }
    return { way, known: seen };
  }

  const path = (survey, known, order) => walk(survey, known, order).way;
  const asWalked = (survey, known, order) => walk(survey, known, order ?? (survey.questions ?? []).map((each) => each.key)).known;

  function nextQuestion(survey, known, after, order) {
    const way = path(survey, known, order), place = order.indexOf(after);
    return (place < 0 ? way[0] : way.find((key) => order.indexOf(key) > place)) ?? null;
  }

  function previousQuestion(survey, known, before, order) {
    const place = order.indexOf(before);
    return path(survey, known, order).filter((key) => place < 0 || order.indexOf(key) < place).at(-1) ?? null;
  }

  function endingOf(survey, known) {
    const walked = asWalked(survey, known);
    return (survey.endings ?? []).find((ending) => holds(ending.when, walked)) ?? null;
  }

  function answerInWords(subject, known, survey) {
    const [key, ...rest] = subject.split("."), row = rest.join("."), question = (survey.questions ?? []).find((each) => each.key === key);
    let answer = own(known.answers, key);
    if (isThings(answer) && row) answer = own(answer, row);
    if (!question || answer == null || typeof answer === "boolean") return "";
    if (question.type === "choice" && isThings(answer)) return chosenInWords(question, answer, known.language, survey);
    if (typeof answer === "number") return Math.abs(answer) < 1e6 ? String(Number(answer.toPrecision(6))) : answer.toFixed(0);
    return typeof answer === "string" ? answer : "";
  }

  function chosenInWords(choice, answer, language, survey) {
    const titles = new Map((choice.options ?? []).map((option) => [option.key, option.title[language] || option.title[survey.languages?.[0] ?? "en"] || ""]));
    return [...(answer.chosen ?? []).map((key) => titles.get(key) ?? ""), String(answer.other ?? "")].filter(Boolean).join(", ");
  }

  function piped(words, known, survey) {
    return words.replace(PIPE, (_all, before, about, subject, place, otherwise) => {
      let said = place === "product" ? known.product : place ? known.location_name || known.location
        : about === "person" ? own(known.person, subject.trim()) : answerInWords(subject.trim(), known, survey);
      said = [...String(said ?? "").replace(UNSEEN, " ").split(/\s+/).filter(Boolean).join(" ")];
      said = said.length <= LONGEST_PIPED ? said.join("") : `${said.slice(0, LONGEST_PIPED - 1).join("").trimEnd()}…`;
      said = said || (otherwise ?? "").trim();
      return said ? before + said : "";
    });
  }

  return { asWalked, digest, endingOf, holds, nextQuestion, optionOrder, path, piped, previousQuestion, questionOrder };
})();
