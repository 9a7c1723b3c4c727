/* Runs before the first paint: marks that script works and puts the reader's chosen colours on, so nothing flashes. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* storage refused by the browser: the system's colours stay */ }
})();
