// The count of unread notices, live. Pages work without it.
"use strict";

// Opens an event stream that comes back by itself. A refused stream (not 200) is tried again after half a minute.
function listen(address, handlers) {
  let source = null;
  let later = 0;
  const open = () => {
    source = new EventSource(address);
    for (const [name, handler] of Object.entries(handlers)) source.addEventListener(name, handler);
    source.addEventListener("over", () => source.close());
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(later);
        later = setTimeout(open, 30000);
      }
    });
  };
  open();
  // A page that is left must not hold its stream; one that comes back from the browser's memory needs it again.
  addEventListener("pagehide", () => { clearTimeout(later); source.close(); });
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
}

if (document.body.dataset.events) {
  const badge = document.querySelector("[data-unread]");
  listen(document.body.dataset.events, {
    // What moved on the page itself is the page's own matter.
    moved: (event) => document.dispatchEvent(new CustomEvent("moved", { detail: JSON.parse(event.data) })),
    unread: (event) => {
      const [text, ...fresh] = event.data.split(" ");
      const count = Number(text) || 0;
      // The list itself stays as it is under the eyes of who reads it.
      const told = document.querySelector("[data-told]");
      if (told && fresh.length) told.hidden = false;
      badge.hidden = count === 0;
      badge.textContent = count > 99 ? "99+" : String(count);
      badge.setAttribute("aria-label", `${count} ${badge.dataset.one}`);
    },
  });
}
