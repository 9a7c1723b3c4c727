/* On the text of a version: words that a reader selects lead to the page that says who put them there, by a button or the
   key w. Reads from the page: .doc[data-words-url], .prose[data-clause], span[data-n]. Without it there is a link by clause. */
(() => {
  const { $, $$, isKey } = window.workbench;
  const doc = $(".doc[data-words-url]");
  if (!doc) return;
  const pop = document.createElement("div"), link = document.createElement("a");
  pop.className = "pop";
  pop.hidden = true;
  link.className = "solid small";
    pop.append(link);
  doc.after(pop);
  const count = text => [...text].length;  // characters, as the server counts them, not UTF-16 units

  // The place of the selected words in the source of their clause: each element with data-n says where its own text begins.
  function spot(prose, range) {
    let start = Infinity, end = -1;
    for (const piece of $$("[data-n]", prose)) {
      const node = piece.firstChild;
      if (node?.nodeType !== Node.TEXT_NODE || !range.intersectsNode(node)) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      if (to <= from) continue;
      start = Math.min(start, Number(piece.dataset.n) + count(node.data.slice(0, from)));
      end = Math.max(end, Number(piece.dataset.n) + count(node.data.slice(0, to)));
    }
    return end > start ? { start, end } : null;
  }

  function offer() {
    const selection = getSelection(), range = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const from = range?.startContainer;
    const prose = from && (from.nodeType === 1 ? from : from.parentElement).closest(".prose[data-clause]");
    const found = prose && doc.contains(prose) && selection.toString().trim() && spot(prose, range);
    pop.hidden = !found;
    if (!found) return;
    const url = new URL(doc.dataset.wordsUrl, location.href);
    Object.entries({ clause: prose.dataset.clause, ...found }).forEach(([key, value]) => url.searchParams.set(key, value));
    link.href = url.pathname + url.search;
    const more = !prose.contains(range.endContainer) && $$(".prose[data-clause]", doc).some(other =>
      other !== prose && range.intersectsNode(other) && spot(other, range));
    link.textContent = more ? "Who wrote the first clause?" : "Who wrote this?";
    const box = range.getBoundingClientRect(), middle = Math.max(120, Math.min(innerWidth - 120, box.left + box.width / 2));
    pop.style.left = `${middle + scrollX}px`;
    pop.style.top = `${Math.max(box.top, 56) + scrollY}px`;
  }

  document.addEventListener("selectionchange", offer);
  document.addEventListener("mousedown", event => { if (pop.contains(event.target)) event.preventDefault(); });
  document.addEventListener("keydown", event => { if (event.key === "w" && isKey(event) && !pop.hidden) link.click(); });
})();
