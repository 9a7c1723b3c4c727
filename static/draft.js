/* On the drafting page: what is typed is kept on every pause, on the server and, until it has arrived there, in this browser;
   clauses are moved, added and removed by keys. Reads from the page: form.draft[data-keeps][data-saved], [aria-keyshortcuts], #kept. */
(() => {
  const { $, say } = window.workbench;
  const form = $("form.draft[data-keeps]");
  if (!form) return;
  const PAUSE = 1500, place = $("#kept"), drawer = `typed ${form.dataset.keeps} `;
  const CARRIED = ["csrf_token", "slip", "mark", "do"];
  const field = name => form.elements.namedItem(name);
  const fields = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const typed = pairs => JSON.stringify(pairs.filter(([name]) => !CARRIED.includes(name) && name !== "turn"));

  // ---- in this browser: one entry a form, until the server has the words
  function put(pairs) {
    try { localStorage.setItem(drawer + field("slip").value, JSON.stringify({ pairs, at: new Date().toISOString() })); } catch { /* full or refused */ }
  }
  function take(key) { try { localStorage.removeItem(key); } catch { /* refused */ } }
  function left() {
    try { return Object.keys(localStorage).filter(key => key.startsWith(drawer)).map(key => [key, JSON.parse(localStorage.getItem(key))]); } catch { return []; }
  }

  // ---- on the server
  async function send(pairs) {
    const body = new FormData();
    pairs.forEach(([name, value]) => body.append(name, value));
    body.set("csrf_token", field("csrf_token").value);
    const answer = await fetch(form.dataset.keeps, { method: "POST", body, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  let waiting, busy = false, again = false;
  async function keep() {
    if (busy) { again = true; return; }
    busy = true;
    const pairs = fields(), key = drawer + field("slip").value, before = typed(pairs);
    try {
      const kept = await send(pairs);
      field("slip").value = kept.slip;
      field("mark").value = kept.mark;
      if (typed(fields()) === before) {
        take(key);
        delete form.dataset.touched;
      }
      place.textContent = `Kept at ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}, not saved yet`;
    } catch (no) {
      const out = ["403", "409"].includes(no.message);
      place.textContent = out
        ? "You are signed out. Your words are kept in this browser; press Save to sign in and send them."
        : "The server does not answer. Your words are kept in this browser.";
    }
    busy = false;
    if (again) { again = false; keep(); }
  }
  function later() {
    put(fields());
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  }
  form.addEventListener("input", later);
  form.addEventListener("submit", () => clearTimeout(waiting));
  if ("refused" in form.dataset) later();

  // ---- words that never reached the server: offered again
  const now = typed(fields()), saved = form.dataset.saved.split(" "), oldest = Date.now() - 30 * 24 * 3600 * 1000;
  for (const [key, entry] of left()) {
    const arrived = saved.includes(key.slice(drawer.length));
    if (arrived || !entry?.pairs || typed(entry.pairs) === now || Date.parse(entry.at) < oldest) { take(key); continue; }
    const bar = document.createElement("div"), words = document.createElement("div");
    bar.className = "notice warn";
    bar.setAttribute("role", "status");
    words.textContent = `Words you typed here on ${new Date(entry.at).toLocaleString()} did not reach the server. `;
    const button = (name, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "plain inline";
      made.textContent = name;
      made.addEventListener("click", act);
      words.append(made, " ");
    };
    button("Put them back", async () => {
      try { await send(entry.pairs); } catch { say("The server did not take them. They are kept here; try again."); return; }
      take(key);
      delete form.dataset.touched;
      location.reload();
    });
    button("Drop them", () => { take(key); bar.remove(); });
    bar.append(words);
    form.querySelector(".dhead").after(bar);
  }

  // ---- keys: Ctrl+S saves; in the box of a clause its buttons say which keys press them
  document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s" && !event.altKey) {
      event.preventDefault();
      form.requestSubmit();
      return;
    }
    if (!event.altKey || !event.shiftKey) return;
    const box = event.target.closest?.("section.panes[id^='box-']");
    const button = box && $(`[aria-keyshortcuts="Alt+Shift+${event.key}"]`, box);
    if (!button) return;
    event.preventDefault();
    form.requestSubmit(button);
  });
  const shown = location.hash.startsWith("#box-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  // once the browser has gone to the place itself: it takes the focus away on its way there
  if (shown) addEventListener("load", () => requestAnimationFrame(() => $("textarea", shown)?.focus({ preventScroll: true })));
})();
