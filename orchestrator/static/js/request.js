// Answers while the request is filled in: posts what stands in the form, and puts the answer below it.
// Without it the Check button does the same by loading the page.
(() => {
  const form = document.querySelector("form[data-live]"), answer = document.getElementById("answer");
  if (!form || !answer) return;
  let timer = 0, asking = null;

  async function ask() {
    asking?.abort();
    const own = asking = new AbortController();
    const body = new URLSearchParams([...new FormData(form)]);
    try {
      const found = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, signal: own.signal });
      if (!found.ok) return;
      const text = await found.text();
      if (own.signal.aborted) return;
      const part = new DOMParser().parseFromString(text, "text/html").querySelector("section.answer");
      if (part) answer.replaceChildren(part);
    } catch { /* no connection: what stood there stays, and Check says more */ }
  }

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 350); });
})();
