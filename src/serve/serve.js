// Scores without leaving the page, takes dropped files, changes the language. Without it the form
// works by itself.
(() => {
  "use strict";
  const form = () => document.getElementById("paste");
  const say = (text) => { document.getElementById("status").textContent = text; };

  const hasInput = () => {
    const { text, files } = form().elements;
    return text.value.trim() !== "" || files.files.length > 0;
  };
  const isTooLarge = () => {
    const { text, files } = form().elements;
    const sizes = [...files.files].reduce((sum, file) => sum + file.size, 0);
    return new Blob([text.value]).size + sizes > Number(form().dataset.limit);
  };

  const send = async (language) => {
    const response = await fetch(`/?lang=${language}`, { method: "POST", body: new FormData(form()) });
    // Parsed so, a page's scripts do not run.
    return new DOMParser().parseFromString(await response.text(), "text/html");
  };

  const showResults = (page) => {
    const results = document.getElementById("results");
    results.replaceChildren(...page.getElementById("results").childNodes);
    window.nabra.ready(results);
    say("");
    results.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    results.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  };

  const score = async () => {
    if (!hasInput()) { say(form().dataset.empty); return; }
    if (isTooLarge()) { say(form().dataset.large); return; }
    const button = form().querySelector("button.strong");
    button.disabled = true;
    say(form().dataset.working);
    try {
      showResults(await send(document.documentElement.lang));
    } catch {
      say(form().dataset.failed);
    } finally {
      button.disabled = false;
    }
  };

  const speak = async (link) => {
    const { text, files } = form().elements;
    const kept = [text.value, files.files];
    const asked = document.querySelector("#results > *") && !isTooLarge();
    try {
      const page = asked ? await send(link.hreflang)
        : new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
      const root = document.documentElement;
      [root.lang, root.dir, document.title] = [page.documentElement.lang, page.documentElement.dir, page.title];
      document.body.replaceWith(document.adoptNode(page.body));
      [form().elements.text.value, form().elements.files.files] = kept;
      window.nabra.ready(document);
      choose();
      document.getElementById("language").focus();
      history.replaceState(null, "", `/?lang=${root.lang}`);
    } catch {
      say(form().dataset.failed);
    }
  };

  const choose = () => {
    const names = [...form().elements.files.files].map((file) => file.name);
    const shown = names.map((name) => Object.assign(document.createElement("bdi"), { textContent: name }));
    const parts = shown.flatMap((name, number) => (number > 0 ? [" · ", name] : [name]));
    document.getElementById("chosen").replaceChildren(...parts);
  };

  document.addEventListener("submit", (event) => {
    // Downloads are the browser's own business.
    if (event.target.id !== "paste" || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    score();
  });
  document.addEventListener("reset", () => setTimeout(() => {
    form().elements.text.value = "";
    choose();
    say("");
    document.getElementById("results").replaceChildren();
    form().elements.text.focus();
  }));
  document.addEventListener("change", (event) => { if (event.target.id === "files") choose(); });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("#language") : null;
    if (!link) return;
    event.preventDefault();
    speak(link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "text") score();
  });

  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form().classList.add("over");
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) form().classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    form().classList.remove("over");
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form().elements.files.files = event.dataTransfer.files;
    choose();
    score();
  });
})();
