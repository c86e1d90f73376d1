// What stands in a form, as an answer, and what is wrong with it: the server looks at it again, and has the last word.
"use strict";
const KioskForms = (() => {
  const E_MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

  function answer(question, form) {
    const name = `a-${question.key}`, field = (part) => form.elements.namedItem(part ? `${name}-${part}` : name);
    const marked = [...form.querySelectorAll(`[name="${name}"]:checked`)].map((each) => each.value);
    switch (question.type) {
      case "nps": case "csat": case "ces": return marked.length ? Number(marked[0]) : null;
      case "choice": return choice(question, marked, field("other")?.value.trim() ?? "");
      case "grid": return filled(question.rows.map((row) => [row.key, field(row.key)?.value]), Number);
      case "contact": return filled((question.fields ?? ["name", "email"]).map((part) => [part, field(part).value.trim()]), String);
      case "consent": return marked.length > 0;
      case "number": return number(field().value);
      case "text": case "date": return field().value.trim() || null;
    }
    return null;
  }

  function choice(question, marked, other) {
    const chosen = (question.options ?? []).map((each) => each.key).filter((key) => marked.includes(key));
    const isMarked = marked.includes("+other");
    if (!chosen.length && !other && !isMarked) return null;
    return { chosen, ...(other || isMarked ? { other } : {}) };
  }

  function filled(parts, as) {
    const said = parts.filter(([, value]) => value).map(([key, value]) => [key, as(value)]);
    return said.length ? Object.fromEntries(said) : null;
  }

  function number(typed) {
    const plain = typed.replace(/[\s\u00a0\u202f]/g, "").replace("−", "-");
    if (!plain) return null;
    const value = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/.test(plain) ? Number(plain.replace(",", ".")) : NaN;
    return Number.isFinite(value) ? value : typed;
  }

  const isMissing = (question, answer) => !!question.required && question.type !== "statement" && (answer == null || answer === false);

  // The sentence that says what is wrong; the sentences come from the server, one for each thing that can be.
  function fault(question, answer, form, says) {
    if (isMissing(question, answer)) return says.missing;
    if (answer === null || answer === undefined) return null;
    switch (question.type) {
      case "number": return faultOfNumber(question, answer, says);
      case "choice": return faultOfChoice(question, answer, says);
      case "grid": return question.required && Object.keys(answer).length < question.rows.length ? says.rows : null;
      case "date": return answer < (question.earliest || "") ? says.earliest : question.latest && answer > question.latest ? says.latest : null;
      case "contact": return faultOfContact(question, answer, says);
    }
    return null;
  }

  function faultOfNumber(question, answer, says) {
    if (typeof answer !== "number") return says.number;
    if (question.whole && !Number.isInteger(answer)) return says.whole;
    if (question.lowest != null && answer < question.lowest) return says.lowest;
    return question.highest != null && answer > question.highest ? says.highest : null;
  }

  function faultOfChoice(question, answer, says) {
    const { chosen, other } = answer, many = chosen.length + (other ? 1 : 0);
    if (other === "") return says.other;
    if (many > 1 && !question.many) return says.one;
    const alone = question.options.find((each) => each.alone && chosen.includes(each.key));
    if (many > 1 && alone) return says[`alone-${alone.key}`];
    return question.most && many > question.most ? says.most : null;
  }

  function faultOfContact(question, answer, says) {
    if (question.required && question.fields.some((part) => !answer[part])) return says.missing;
    if (answer.email && !E_MAIL.test(answer.email)) return says.email;
    const digits = (answer.phone ?? "").replace(/\D/g, "").length;
    return answer.phone && (digits < 5 || digits > 20) ? says.phone : null;
  }

  return { answer, fault, isMissing };
})();
