// The control room moves by itself: when the service says so, the numbers are fetched and what changed is shown.
"use strict";

const room = document.getElementById("numbers");
const lamp = document.querySelector("[data-live]");
let busy = false;
let again = false;

async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch(room.dataset.numbers, { headers: { Accept: "text/html" } });
    if (answer.ok) put(await answer.text());
  } catch {
    // The portal is away: the stream comes back by itself and says "moved" again.
  } finally {
    busy = false;
    if (again) { again = false; refresh(); }
  }
}

function put(html) {
  const before = [...room.querySelectorAll("[data-moving]")].map((one) => one.textContent);
  const focused = room.contains(document.activeElement) ? document.activeElement.id : "";
  const places = [...room.querySelectorAll(".scroller")].map((one) => one.scrollLeft);
  room.innerHTML = html;
  const after = [...room.querySelectorAll("[data-moving]")];
  if (after.length === before.length) {
    after.forEach((one, index) => { if (one.textContent !== before[index]) one.classList.add("moved"); });
  }
  room.querySelectorAll(".scroller").forEach((one, index) => { one.scrollLeft = places[index] ?? 0; });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

let first = true;
listen(room.dataset.moves, {
  open: () => { lamp.hidden = false; },
  error: () => { lamp.hidden = true; },
  moved: () => { if (first) { first = false; } else { refresh(); } },
});
