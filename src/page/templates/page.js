// Colours, notes on marked words, one faction's words alone. The page says the same without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];

  const stored = () => {
    try { return localStorage.getItem("nabra-theme"); } catch { return null; }
  };
  const setTheme = (theme) => {
    root.dataset.theme = theme;
    const button = document.getElementById("theme");
    if (button) button.textContent = button.dataset[theme];
    try { localStorage.setItem("nabra-theme", theme); } catch { /* a file may have no store */ }
  };
  // At once, so that a dark page never flashes white.
  root.dataset.theme = themes.includes(stored()) ? stored() : "auto";

  let tip;
  const hide = () => { if (tip) tip.hidden = true; };
  const show = (mark) => {
    const notes = mark.dataset.notes.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    if (!tip) {
      tip = document.createElement("div");
      tip.id = "tip";
      tip.setAttribute("aria-hidden", "true");
      document.body.append(tip);
    }
    tip.replaceChildren(...notes.map((note) => {
      const box = document.createElement("div");
      const name = note.closest(".faction").querySelector("h3").cloneNode(true);
      name.removeAttribute("id");
      box.dataset.lean = note.dataset.lean;
      box.append(name, ...[...note.children].map((child) => child.cloneNode(true)));
      box.querySelectorAll("a").forEach((link) => link.replaceWith(...link.childNodes));
      return box;
    }));
    tip.hidden = false;
    const line = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const left = Math.min(Math.max(8, line.left + line.width / 2 - tip.offsetWidth / 2), room - tip.offsetWidth - 8);
    const below = line.bottom + 6;
    const above = line.top - tip.offsetHeight - 6;
    const fits = below + tip.offsetHeight <= innerHeight || above < 0;
    tip.style.left = `${Math.max(8, left) + scrollX}px`;
    tip.style.top = `${(fits ? below : above) + scrollY}px`;
  };

  const markOf = (event) => (event.target instanceof Element ? event.target.closest("a.mark") : null);
  document.addEventListener("pointerover", (event) => { const mark = markOf(event); if (mark) show(mark); });
  document.addEventListener("pointerout", (event) => { if (markOf(event)) hide(); });
  document.addEventListener("focusin", (event) => { const mark = markOf(event); if (mark) show(mark); else hide(); });
  document.addEventListener("focusout", (event) => { if (markOf(event)) hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  const onlyFaction = (button) => {
    const article = button.closest(".article");
    const on = button.getAttribute("aria-pressed") !== "true";
    article.querySelectorAll("button.only").forEach((other) => other.setAttribute("aria-pressed", "false"));
    button.setAttribute("aria-pressed", String(on));
    article.querySelectorAll("a.mark").forEach((mark) => {
      const its = mark.dataset.factions.split(" ").includes(button.dataset.faction);
      mark.classList.toggle("off", on && !its);
    });
  };
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.id === "theme") setTheme(themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length]);
    if (button?.classList.contains("only")) onlyFaction(button);
  });

  // What works with this script alone shows only with it.
  window.nabra = {
    ready(part) {
      part.querySelectorAll("button[hidden].only, #theme").forEach((button) => { button.hidden = false; });
      const theme = part.querySelector("#theme");
      if (theme) theme.textContent = theme.dataset[root.dataset.theme];
    },
  };
  // Browsers open what a link leads to; older ones need this.
  const reveal = () => {
    const details = document.getElementById(location.hash.slice(1))?.closest("details");
    if (details && !details.open) {
      details.open = true;
      details.scrollIntoView();
    }
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("DOMContentLoaded", () => { window.nabra.ready(document); reveal(); });
})();
