/* In the form of a ranking: buttons that move an option up and down, the options in the order of their places, and that order
   said. Everything is in the fields, so that without script the form is the same. Reads from the page: form[data-ranking] .rank select. */
(() => {
  const { $, $$, say } = window.workbench;
  const place = row => Number($("select", row).value) || 0;
  const named = row => $("label b", row).textContent;

  const small = words => words[0].toLowerCase() + words.slice(1);

  function order(form) {
    const list = $(".ranks", form), rows = $$(".rank", list), held = document.activeElement;
    rows.sort((a, b) => (place(a) || Infinity) - (place(b) || Infinity));
    if (rows.some((row, at) => list.children[at] !== row)) {
      list.append(...rows);
      held.focus();
    }
    rows.forEach(row => {
      $("[data-up]", row).disabled = place(row) === 1;
      $("[data-down]", row).disabled = place(row) === rows.length;
    });
    const tiers = Map.groupBy(rows.filter(place), place);
    const words = [...tiers.values()].map(tier => tier.map(row => small(named(row))).join(" and ")).join(", then ");
    $(".order", form).textContent = words && `${words[0].toUpperCase()}${words.slice(1)}.`;
  }

  // Up from nowhere is the place behind all others; down from nowhere is the last.
  function move(row, by) {
    const rows = $$(".rank", row.parentElement), now = place(row), last = rows.length;
    const behind = Math.min(Math.max(...rows.map(place)) + 1, last);
    const next = now ? Math.min(Math.max(now + by, 1), last) : by < 0 ? behind : last;
    $("select", row).value = String(next);
  }

  function button(row, by, words) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "plain";
    made.dataset[by < 0 ? "up" : "down"] = "";
    made.textContent = by < 0 ? "↑" : "↓";
    made.setAttribute("aria-label", `${named(row)} ${words}`);
    made.addEventListener("click", () => {
      const form = row.closest("form");
      move(row, by);
      order(form);
      if (made.disabled) $("select", row).focus();
      say(`${named(row)}: place ${place(row)}.`);
    });
    return made;
  }

  function prepare() {
    $$("form[data-ranking]:not([data-ready])").forEach(form => {
      form.dataset.ready = "yes";
      $$(".rank", form).forEach(row => row.append(button(row, -1, "up"), button(row, 1, "down")));
      const said = document.createElement("p");
      said.className = "order";
      $(".ranks", form).after(said);
      form.addEventListener("change", () => order(form));
      order(form);
    });
  }
  document.addEventListener("htmx:after:swap", prepare);
  prepare();
})();
