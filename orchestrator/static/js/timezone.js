// Shows the page in the browser's own time zone on the first visit. Without JavaScript the form does it.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = document.documentElement.dataset.zoneKnown;
  if (!zone || known !== "no" || document.cookie.includes("timezone=")) return;
  document.cookie = `timezone=${zone};path=/;max-age=31536000;samesite=lax`;
  if (document.cookie.includes("timezone=")) location.reload();
})();
