// A survey on somebody's website. `told` stands above, written by the server. Nothing here may disturb the page it is on:
// no cookie, no storage without consent, no fault thrown into it, no style that leaks out of or into it.
(() => {
  "use strict";
  const guarded = (what) => (...given) => { try { return what(...given); } catch (fault) { console.debug("heedful:", fault); } };
  const script = document.currentScript;

  guarded(() => {
    const home = new URL(".", script.src), memory = `heedful:${told.code}`, DAY = 86_400_000, OURS = ["lang", "score", "trap", "at", "embedded"];
    const sampled = Math.random() * 100 < told.sample, began = Date.now();
    let asked = false, consent = false, person = {}, host, dialog, frame, button, before;

    // When to ask
    const fits = (pattern) => new RegExp(`^${pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`).test(location.pathname);
    const isHere = () => (!told.pages.length || told.pages.some(fits)) && !told.not.some(fits);
    const isResting = () => consent && Number(localStorage.getItem(memory)) > Date.now();
    const remember = () => { if (consent && asked) localStorage.setItem(memory, String(Date.now() + told.days * DAY)); };

    const ask = guarded(() => { if (sampled && !asked && !dialog?.open && isHere() && !isResting()) open(); });

    function watch() {
      if (told.seconds !== null) {
        const ticking = setInterval(() => { if (asked) clearInterval(ticking); else if (Date.now() - began >= told.seconds * 1000) ask(); }, 500);
      }
      if (told.scroll !== null) {
        const page = document.documentElement;
        const looked = () => { if ((scrollY + innerHeight) / Math.max(page.scrollHeight, 1) >= told.scroll / 100 && scrollY > 0) ask(); };
        addEventListener("scroll", looked, { passive: true });
      }
      if (told.leaving) document.documentElement.addEventListener("mouseleave", (event) => { if (event.clientY <= 0) ask(); });
    }

    // What is shown
    const spoken = () => {
      const wanted = (document.documentElement.lang || "").toLowerCase(), known = Object.keys(told.words);
      return known.find((each) => each.toLowerCase() === wanted) ?? known.find((each) => each.toLowerCase() === wanted.split("-")[0]) ?? known[0];
    };
    const made = (tag, attributes, ...inside) => {
      const element = document.createElement(tag);
      for (const name in attributes) element.setAttribute(name, attributes[name]);
      element.append(...inside);
      return element;
    };

    function furnish() {
      if (host) return;
      host = made("div", { id: `heedful-${told.code}`, lang: spoken(), dir: told.rtl.includes(spoken()) ? "rtl" : "ltr" });
      const room = host.attachShadow({ mode: "open" }), sheet = new CSSStyleSheet();
      sheet.replaceSync(told.style);
      room.adoptedStyleSheets = [sheet];
      if (told.button) {
        button = made("button", { type: "button", class: "tab", "aria-haspopup": "dialog", "aria-expanded": "false" }, told.label || words().label);
        button.addEventListener("click", guarded(() => (dialog?.open ? close() : open())));
        room.append(button);
      }
      document.body.append(host);
    }

    const words = () => told.words[spoken()];

    function open() {
      furnish();
      if (dialog) return;
      before = document.activeElement;
      const closing = made("button", { type: "button", class: "close", "aria-label": words().close }, "×");
      frame = made("iframe", { src: address(), title: words().title, referrerpolicy: "no-referrer" });
      dialog = made("dialog", { "aria-label": words().title, tabindex: "-1" }, closing, frame);
      closing.addEventListener("click", guarded(close));
      dialog.addEventListener("keydown", guarded((event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } }));
      dialog.addEventListener("cancel", guarded((event) => { event.preventDefault(); close(); }));
      host.shadowRoot.append(dialog);
      if (told.modal) dialog.showModal(); else dialog.show();
      dialog.focus();
      button?.setAttribute("aria-expanded", "true");
      asked = true;
      remember();
    }

    function close() {
      const hadFocus = document.activeElement === host;
      dialog?.close();
      dialog?.remove();
      dialog = frame = undefined;
      button?.setAttribute("aria-expanded", "false");
      if (hadFocus) (before && before !== host && before !== document.body ? before : button)?.focus();
    }

    function address() {
      const to = new URL(home), given = Object.entries(person).filter(([name]) => !OURS.includes(name)).slice(0, 15);
      for (const [name, value] of [["embedded", 1], ["lang", spoken()], ["page", location.pathname], ...given]) {
        if (["string", "number", "boolean"].includes(typeof value)) to.searchParams.set(name.slice(0, 40), String(value).slice(0, 200));
      }
      return to.href;
    }

    addEventListener("message", guarded((event) => {
      if (!frame || event.source !== frame.contentWindow || event.origin !== home.origin) return;
      const { heedful, height } = event.data ?? {};
      if (heedful === "size" && height > 0) frame.style.height = `${Math.min(Math.ceil(height), innerHeight - 80)}px`;
      if (heedful === "close") close();
    }));

    // What the page may tell us: heedful("open"), ("close"), ("event", name), ("consent", true), ("person", {…})
    const hears = {
      open,
      close,
      event: (name) => { if (told.event && name === told.event) ask(); },
      person: (said) => { person = { ...said }; },
      consent: (given) => {
        consent = given === true;
        if (consent) remember(); else localStorage.removeItem(memory);
      },
    };
    const hear = guarded((what, ...said) => { if (Object.hasOwn(hears, what)) hears[what](...said); });
    const earlier = window.heedful?.q ?? [], widgets = window.heedful?.widgets ?? [];
    if (!window.heedful?.widgets) {
      window.heedful = (...said) => { earlier.push(said); for (const each of widgets) each(...said); };
      Object.assign(window.heedful, { q: earlier, widgets });
    }
    const begin = guarded(() => {
      widgets.push(hear);
      if (told.button) furnish();
      for (const said of [...earlier]) hear(...said);
      watch();
    });
    if (document.body) begin(); else addEventListener("DOMContentLoaded", begin);
  })();
})();
