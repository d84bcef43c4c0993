// Shows notices that come by web push, also while no page of the portal is open.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch {
    // A browser wants something to be shown for every push.
  }
  event.waitUntil(self.registration.showNotification(told.title || "Звонок", {
    body: told.body || "",
    // A repeat takes the place of the first.
    tag: told.tag || "zvonok",
    data: { url: told.url || "/notices" },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  // Whatever a message says, it leads into the portal.
  const wanted = new URL(event.notification.data.url, self.location.origin);
  const address = self.location.origin + wanted.pathname + wanted.search;
  event.waitUntil(self.clients.matchAll({ type: "window" }).then((pages) => {
    const open = pages.find((page) => page.url === address);
    return open ? open.focus() : self.clients.openWindow(address);
  }));
});
