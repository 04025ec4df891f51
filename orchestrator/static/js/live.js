// Keeps an open page right: asks every few seconds what is new, sends a click and shows its answer, counts down.
// Its own few words come from the page, in the language of its reader. Without it the page works all the same: forms post, and the page reloads itself.
(() => {
  const LONGEST_WAIT = 30, away = document.getElementById("away"), said = document.getElementById("said");
  let live = document.getElementById("live"), offset = 0, failures = 0, timer = 0, asking = null;

  const seconds = () => Number(live.dataset.every);
  const setClock = () => { offset = Date.parse(live.dataset.now) - Date.now(); };
  const isBusy = () => live.contains(document.activeElement) && document.activeElement.matches("select, input");

  // A button without an id is known again by where it posts to and for whom.
  const known = (one) => one?.id || (one?.form && live.contains(one) ? `${one.form.action} ${one.value}` : "");
  const found = (key) => document.getElementById(key) ?? [...live.querySelectorAll("form button")].find((one) => known(one) === key);
  let pressed = "";

  function remembered() {
    const open = [...live.querySelectorAll("details[open][id]")].map((one) => one.id);
    const chosen = [...live.querySelectorAll("details[open] select")].map((one) => [one.closest("details").id, one.name, one.value]);
    return { open, chosen, focus: known(document.activeElement) };
  }

  function put(text, clicked) {
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("live");
    if (!fresh) { location.reload(); return; }
    const { open, chosen, focus } = remembered();
    live.replaceWith(fresh);
    live = fresh;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (!clicked) {
      for (const [id, name, value] of chosen) {
        const found = document.querySelector(`#${CSS.escape(id)} select[name="${name}"]`);
        if (found && [...found.options].some((one) => one.value === value)) found.value = value;
      }
    }
    const back = clicked ? pressed : focus;
    if (back) found(back)?.focus({ preventScroll: true });
    setClock(); prepare(); count();
    if (said && clicked) said.textContent = live.querySelector("[role=alert]")?.textContent ?? live.dataset.done;
    if (clicked) live.querySelector("[role=alert]")?.scrollIntoView({ block: "center" });
  }

  function reached() { failures = 0; if (away) away.hidden = true; }
  function lost(text) {
    failures += 1;
    if (!away) return;
    away.textContent = text ?? live.dataset.offline;
    away.hidden = false;
  }

  async function ask() {
    clearTimeout(timer);
    if (!isBusy() && !asking) {
      asking = new AbortController();
      const late = setTimeout(() => asking?.abort(), 10000);
      try {
        const headers = { "X-Live": "1", "If-None-Match": live.dataset.mark };
        const answer = await fetch(live.dataset.source, { headers, signal: asking.signal, redirect: "manual" });
        if (answer.status === 200) { const text = await answer.text(); if (!isBusy() && !asking.signal.aborted) put(text, false); }
        if (answer.status === 200 || answer.status === 304) reached();
        else if (answer.type === "opaqueredirect" || answer.status === 404) location.reload();
        else lost();
      } catch { if (!asking?.clicked) lost(); }
      clearTimeout(late);
      asking = null;
    }
    schedule();
  }
  const schedule = () => { timer = setTimeout(ask, 1000 * Math.min(seconds() * 2 ** Math.min(failures, 4), LONGEST_WAIT) * (0.9 + Math.random() / 5)); };

  async function click(event) {
    const form = event.target.closest?.("form[data-click]");
    if (!form) return;
    event.preventDefault();
    pressed = known(event.submitter);
    const body = new FormData(form, event.submitter);
    if (asking) { asking.clicked = true; asking.abort(); }
    for (const button of live.querySelectorAll("form[data-click] button")) button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Live": "1" }, redirect: "manual" });
      if (answer.status === 200 || answer.status === 409) { put(await answer.text(), true); reached(); }
      else location.reload();
    } catch {
      lost(live.dataset.unsure);
      for (const button of live.querySelectorAll("form[data-click] button")) button.disabled = false;
    }
  }

  function prepare() {
    for (const button of live.querySelectorAll("[data-copy]")) button.hidden = false;
  }

  async function copy(event) {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    source.select();
    try { await navigator.clipboard.writeText(source.value); button.textContent = live.dataset.copied; }
    catch { button.textContent = live.dataset.selected; }
  }

  function count() {
    for (const one of live.querySelectorAll("[data-until]")) {
      const left = Math.round((Date.parse(one.dataset.until) - Date.now() - offset) / 1000);
      const minutes = Math.floor(Math.abs(left) / 60), rest = String(Math.abs(left) % 60).padStart(2, "0");
      one.textContent = (left < 0 ? live.dataset.over : live.dataset.left).replace("{time}", `${minutes}:${rest}`);
      one.classList.toggle("over", left < 0);
    }
  }

  document.addEventListener("submit", click);
  document.addEventListener("click", copy);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  setClock(); prepare(); count(); schedule();
  setInterval(count, 1000);
})();
