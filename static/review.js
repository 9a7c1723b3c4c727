/* The page of a text: changes by key, notes level with their words, comments on a selection. Does nothing without .doc.
   Reads from the page: .doc[data-compose-url] (asked with clause, side, quote, prefix, suffix, start), .prose[data-clause],
   .clause[data-name], .chg[data-ch], mark.anchor[data-threads], .seg a[data-view]. */
(() => {
  const { $, $$, say, isKey } = window.workbench;
  const wide = matchMedia("(min-width: 44.01rem)");
  const CONTEXT = 32, GAP = 20, UNDER_TOOLS = 72;
  const named = id => document.getElementById(id);
  const marksOf = id => $$(`mark[data-threads~="${CSS.escape(id)}"]`);

  // ---- notes: level with their words, in document order, never one over another
  let picked = null;

  function wanted(note) {
    const words = note.matches(".compose") ? picked?.range : note.id ? marksOf(note.id)[0] : null;
    const box = words?.getClientRects()[0];
    return box ? box.top - 3 : note.getBoundingClientRect().top;
  }

  function align() {
    const doc = $(".doc");
    if (!doc) return;
    const notes = $$(".thread, .compose, .settled-threads > summary", doc).filter(note => note.closest(".notes"));
    notes.forEach(note => note.style.removeProperty("--push"));
    doc.style.removeProperty("--floor");
    doc.classList.toggle("floats", wide.matches);
    const shown = wide.matches ? notes.filter(note => note.checkVisibility()) : [];
    if (shown.length) spread(doc, shown);
  }

  function spread(doc, notes) {
    const top = notes.map(wanted), high = notes.map(note => note.offsetHeight);
    const lead = notes.findIndex(note => note.matches(".compose, .on"));  // the one in hand keeps its line, the others give way
    for (let i = lead - 1; i >= 0; i--) top[i] = Math.min(top[i], top[i + 1] - high[i] - GAP);
    top[0] = Math.max(top[0], doc.getBoundingClientRect().top);
    for (let i = 1; i < notes.length; i++) top[i] = Math.max(top[i], top[i - 1] + high[i - 1] + GAP);
    notes.forEach((note, i) => {
      const push = top[i] - note.getBoundingClientRect().top;
      if (Math.abs(push) > 1) note.style.setProperty("--push", `${push}px`);
    });
    const floor = top.at(-1) + high.at(-1) + GAP - doc.getBoundingClientRect().top;
    if (floor > doc.offsetHeight) doc.style.setProperty("--floor", `${floor}px`);
  }

  const folded = new WeakSet();
  function fold(again = false) {
    for (const chip of $$(".chip")) {
      if (folded.has(chip) && !again) continue;
      folded.add(chip);
      chip.open = wide.matches || Boolean($(".fresh, :target, form", chip));
    }
    align();
  }

  function light(id, scroll = "nearest") {
    const thread = named(id);
    if (!thread?.matches(".thread")) return;
    $$(".thread.on, mark.on").forEach(lit => lit.classList.remove("on"));
    const chip = thread.closest("details");
    if (chip) chip.open = true;
    thread.classList.add("on");
    marksOf(id).forEach(mark => mark.classList.add("on"));
    align();
    if (scroll) thread.scrollIntoView({ block: scroll });
  }

  // ---- changes and comments by key or button
  let change = -1, comment = -1;

  function changes() {
    const met = new Set();
    return $$(".doc .chg").filter(one => one.getClientRects().length && !met.has(one.dataset.ch) && met.add(one.dataset.ch));
  }

  function step(by) {
    const all = changes();
    if (!all.length) return;
    if (change < 0 && by > 0) {
      const below = all.findIndex(one => one.getBoundingClientRect().top > UNDER_TOOLS);
      change = below < 0 ? all.length - 1 : below;
    } else change = Math.max(0, Math.min(all.length - 1, change + by));
    $$(".chg.here").forEach(one => one.classList.remove("here"));
    const one = all[change], parts = $$(`.chg[data-ch="${CSS.escape(one.dataset.ch)}"]`);
    parts.forEach(part => part.classList.add("here"));
    one.scrollIntoView({ block: "center" });
    one.tabIndex = -1;  // only while it has the focus: a selection could not begin at the first letter of it
    one.addEventListener("blur", () => one.removeAttribute("tabindex"), { once: true });
    one.focus({ preventScroll: true });
    const place = $("[data-pos]");
    if (place) place.textContent = `Change ${change + 1} of ${all.length}`;
    const words = tag => parts.flatMap(part => $$(tag, part)).map(x => x.textContent.replace(/^[\s,;.]+|[\s,;.]+$/g, "")).join(" ");
    const clause = one.closest("[data-name]")?.dataset.name ?? "", gone = words("del"), come = words("ins");
    say(`Change ${change + 1} of ${all.length}, ${clause}. ${gone && `Removed: ${gone}. `}${come && `Added: ${come}.`}`);
  }

  function stepNote(by) {
    const all = $$(".doc .thread");
    if (!all.length) return;
    comment = Math.max(0, Math.min(all.length - 1, comment + by));
    light(all[comment].id, "center");
    all[comment].tabIndex = -1;
    all[comment].focus({ preventScroll: true });
  }

  // ---- a selection inside one clause becomes a quotation for the comment form
  const pop = $("#pop");
  const count = text => [...text].length;  // characters, as the server counts them, not UTF-16 units

  // The text of one side of a clause, as one string, with the stretch of it that the range covers.
  function reading(prose, range, side) {
    const other = side === "base" ? "ins" : "del";
    const walk = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
    let text = "", start = -1, end = -1;
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.parentElement.closest(`${other}, .mv, .inv, .mk, .vh, .composer`)) continue;
      if (range.intersectsNode(node)) {
        const from = node === range.startContainer ? range.startOffset : 0;
        const to = node === range.endContainer ? range.endOffset : node.length;
        if (to > from) {
          if (start < 0) start = text.length + from;
          end = text.length + to;
        }
      }
      text += node.data;
    }
    const lead = text.length - text.trimStart().length;  // indentation of the page, not of the clause
    return { text: text.slice(lead), start: start < 0 ? -1 : Math.max(0, start - lead), end: end - lead };
  }

  function sideOf(prose, range) {
    const column = prose.closest("[data-side]")?.dataset.side;
    if (column) return column;
    if (prose.closest(".view-old")) return "base";
    const proposed = reading(prose, range, "proposed");
    return proposed.text.slice(proposed.start, proposed.end).trim() ? "proposed" : "base";
  }

  function pick(selection) {
    if (!selection.rangeCount || selection.isCollapsed || !$(".doc[data-compose-url]")) return null;
    const range = selection.getRangeAt(0).cloneRange(), from = range.startContainer;
    const prose = (from.nodeType === 1 ? from : from.parentElement).closest(".prose[data-clause]");
    if (!prose) return null;
    if (!prose.contains(range.endContainer)) range.setEnd(prose, prose.childNodes.length);  // three clicks reach into the next clause
    const side = sideOf(prose, range);
    let { text, start, end } = reading(prose, range, side);
    if (start < 0) return null;
    while (start < end && /\s/.test(text[start])) start++;
    while (end > start && /\s/.test(text[end - 1])) end--;
    if (end - start < 2) return null;
    return {
      range, clause: prose.dataset.clause, side, quote: text.slice(start, end), start: count(text.slice(0, start)),
      prefix: text.slice(Math.max(0, start - CONTEXT), start), suffix: text.slice(end, end + CONTEXT),
    };
  }

  function offer() {
    const found = pick(getSelection());
    pop.hidden = !found;
    if (!found) return;
    const box = found.range.getBoundingClientRect();
    const middle = Math.max(110, Math.min(innerWidth - 110, box.left + box.width / 2));
    pop.style.left = `${middle + scrollX}px`;
    pop.style.top = `${Math.max(box.top, UNDER_TOOLS + 40) + scrollY}px`;
  }

  function compose() {
    const found = pick(getSelection()), doc = $(".doc[data-compose-url]");
    const place = found && $$(".clause").find(one => $(".ask", one) && $(".prose", one).dataset.clause === found.clause);
    if (!place) return;
    picked = found;
    globalThis.CSS?.highlights?.set("picked", new Highlight(found.range));
    const { clause, side, quote, prefix, suffix, start } = found;
    const url = new URL(doc.dataset.composeUrl, location.href);
    Object.entries({ clause, side, quote, prefix, suffix, start }).forEach(([key, value]) => url.searchParams.set(key, value));
    htmx.ajax("GET", url.pathname + url.search, { target: composer(place), swap: "innerHTML" });
    pop.hidden = true;
    getSelection().removeAllRanges();
  }

  // Where the form of a comment on a clause arrives.
  function composer(clause) {
    const notes = $(".notes", clause);
    if (!$(".composer", notes)) notes.insertAdjacentHTML("afterbegin", '<div class="composer"></div>');
    return $(".composer", notes);
  }

  // Links to a form that belongs beside their clause, or in their place; pressed with a key held down they are links.
  function fetch(event, link) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const [target, swap] = link.matches(".ask") ? [composer(link.closest(".clause")), "innerHTML"] : [link, "outerHTML"];
    htmx.ajax("GET", link.getAttribute("href"), { target, swap });
  }

  function drop(box) {
    box?.replaceChildren();
    globalThis.CSS?.highlights?.delete("picked");
    picked = null;
    align();
  }

  // ---- what the reader does
  const views = ["redline", "split", "new", "old"];
  const keys = { j: () => step(1), k: () => step(-1), n: () => stepNote(1), p: () => stepNote(-1), c: compose };
  document.addEventListener("keydown", event => {
    if (!$(".doc") || !isKey(event)) return;
    if (keys[event.key]) { keys[event.key](); event.preventDefault(); }
    else if (views[event.key - 1]) $(`.seg [data-view=${views[event.key - 1]}]`)?.click();
  });
  document.addEventListener("mousedown", event => { if (event.target.closest("#pop")) event.preventDefault(); });
  document.addEventListener("click", event => {
    const on = selector => event.target.closest(selector);
    if (on("[data-next]")) step(1);
    else if (on("[data-prev]")) step(-1);
    else if (on("[data-comment]")) compose();
    else if (on("a.ask, .thread > a")) fetch(event, on("a.ask, .thread > a"));
    else if (on("[data-close]")) drop(on(".composer"));
    else if (on("mark.anchor[data-threads]")) light(on("mark.anchor").dataset.threads.split(" ")[0]);
    else if (on(".thread")) light(on(".thread").id, null);
  });
  document.addEventListener("selectionchange", offer);
  document.addEventListener("toggle", align, true);
  document.addEventListener("input", event => { if (event.target.closest(".notes")) align(); });
  document.addEventListener("said", () => drop());
  addEventListener("hashchange", () => light(decodeURIComponent(location.hash.slice(1)), "center"));
  addEventListener("resize", align);
  addEventListener("beforeprint", align);
  wide.addEventListener("change", () => fold(true));

  document.addEventListener("htmx:after:swap", () => {
    fold();
    const shown = $(".doc")?.className.match(/\bview-(\w+)/)?.[1];
    if (shown) $$(".seg a[data-view]").forEach(tab => tab.dataset.view === shown ? tab.setAttribute("aria-current", "true") : tab.removeAttribute("aria-current"));
    const place = $("[data-pos]"), n = changes().length, kept = $(".chg.here");
    if (!kept) change = -1;
    if (place && !kept) place.textContent = n ? `${n} change${n === 1 ? "" : "s"}` : "no marks";
  });
  document.fonts.ready.then(() => { fold(); light(decodeURIComponent(location.hash.slice(1)), null); });
})();
