/* On every page: colours, what was said, help on keys, menus, forms. Everything here is an extra: without script the pages
   read, link, print and post. Shared with review.js through `workbench`. */
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const root = document.documentElement;

  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* refused: the choice lasts for this page */ } },
  };

  // The live region speaks only when its text changes, so it is emptied for one frame.
  function say(sentence) {
    const live = $("#live");
    live.textContent = "";
    requestAnimationFrame(() => { live.textContent = sentence; });
  }

  let fading;
  function toast(sentence) {
    const box = $("#toast");
    box.textContent = sentence;
    box.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => { box.hidden = true; }, 5000);
    say(sentence);
  }

  // A key counts only outside of fields and without Ctrl, Alt or Meta, and only while single keys are on.
  function isKey(event) {
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented;
    return !busy && !event.target.closest("input,textarea,select,dialog,[contenteditable]") && store.get("keys") !== "off";
  }

  function isDark() {
    return root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function turnTheme() {
    root.dataset.theme = isDark() ? "light" : "dark";
    store.set("theme", root.dataset.theme);
    say(`${isDark() ? "Dark" : "Light"} colours.`);
  }

  function setAids() {
    const keys = $("#keys-on"), spoken = $("#spoken");
    keys.checked = store.get("keys") !== "off";
    keys.addEventListener("change", () => store.set("keys", keys.checked ? "on" : "off"));
    spoken.checked = store.get("spoken") === "on";
    document.body.classList.toggle("spoken", spoken.checked);
    spoken.addEventListener("change", () => {
      store.set("spoken", spoken.checked ? "on" : "off");
      document.body.classList.toggle("spoken", spoken.checked);
    });
  }

  function closeMenus(except) {
    $$(".menu[open]").forEach(menu => { if (menu !== except) menu.open = false; });
  }

  document.addEventListener("click", event => {
    if (event.target.closest("[data-theme-btn]")) turnTheme();
    if (event.target.closest("[data-help]")) $("#help").showModal();
    closeMenus(event.target.closest(".menu"));
  });

  document.addEventListener("keydown", event => {
    const menu = event.key === "Escape" && event.target.closest(".menu[open]");
    if (menu) { menu.open = false; $("summary", menu).focus(); }
    if (event.key === "?" && isKey(event)) $("#help").showModal();
  });

  // A plain form is sent once, however often its button is pressed; coming back with the back button frees it again.
  const sent = new Set();
  document.addEventListener("submit", event => {
    const form = event.target;
    delete form.dataset.touched;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
  });
  addEventListener("pageshow", () => sent.clear());

  // form[data-unsaved]: leaving with words that were typed and not sent asks first.
  // Words typed into .own are what is chosen.
  document.addEventListener("input", event => {
    const form = event.target.closest("form[data-unsaved]"), own = event.target.closest(".own");
    if (form) form.dataset.touched = "yes";
    if (own && event.target.type !== "radio") $("input[type=radio]", own).checked = true;
  });
  addEventListener("beforeunload", event => { if ($("form[data-touched]")) event.preventDefault(); });

  // What the server says after a change (HX-Trigger: {"said": …}), and where the focus goes.
  document.addEventListener("said", event => toast(event.detail.value ?? event.detail));
  document.addEventListener("htmx:error", () => toast("The server did not answer. Nothing was lost; try again."));
  document.addEventListener("htmx:after:swap", () => {
    const fresh = $(".fresh[tabindex]:not([data-met])");
    if (fresh) { fresh.dataset.met = "yes"; fresh.focus({ preventScroll: true }); }
  });

  window.workbench = { $, $$, say, toast, isKey };
  setAids();
})();
