// While a document is being made, the list is fetched again now and then. Without this the page works as it stands.
"use strict";

const pause = 2000;

async function look() {
  const list = document.getElementById("list");
  if (!list || list.dataset.open !== "1") { return; }
  // Whoever is at a button of the list is not disturbed.
  if (!list.contains(document.activeElement) && !document.hidden) {
    try {
      const answer = await fetch(location.href.split("#")[0], { headers: { Accept: "text/html" } });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById("list");
        if (fresh) {
          list.innerHTML = fresh.innerHTML;
          list.dataset.open = fresh.dataset.open;
        }
      }
    } catch {
      // The portal is away: the next look finds it.
    }
  }
  setTimeout(look, pause);
}

setTimeout(look, pause);
