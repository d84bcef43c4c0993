// Notices in this browser: on and off. The page works without it.
"use strict";

const push = document.querySelector("[data-push]");

function say(name) {
  for (const text of push.querySelectorAll("[data-say]")) text.hidden = text.dataset.say !== name;
  push.hidden = name === "none";
  push.querySelector("[data-on]").hidden = name === "on" || name === "denied";
  push.querySelector("[data-off]").hidden = name !== "on";
}

function bytes(text) {
  const padded = text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - text.length % 4) % 4);
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
}

async function tell(address, fields) {
  const body = new FormData(push.querySelector("form"));
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const answer = await fetch(address, { method: "POST", body });
  if (!answer.ok) throw new Error(`refused: ${answer.status}`);
}

async function keep(subscription) {
  const { endpoint, keys } = subscription.toJSON();
  await tell(push.dataset.add, { endpoint, p256dh: keys.p256dh, auth: keys.auth });
}

async function switchOn() {
  // Asked within the click: browsers want to see the person behind it.
  const allowed = await Notification.requestPermission();
  if (allowed !== "granted") return say(allowed === "denied" ? "denied" : "off");
  const worker = await navigator.serviceWorker.register(push.dataset.worker, { scope: "/" });
  await navigator.serviceWorker.ready;
  const old = await worker.pushManager.getSubscription();
  // One that was made for another key of ours is good for nothing.
  if (old) await old.unsubscribe();
  const key = bytes(push.dataset.key);
  await keep(await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  return say("on");
}

async function switchOff() {
  const worker = await navigator.serviceWorker.getRegistration("/");
  const subscription = worker && await worker.pushManager.getSubscription();
  if (subscription) {
    await tell(push.dataset.remove, { endpoint: subscription.endpoint });
    await subscription.unsubscribe();
  }
  say("off");
}

// Whether this browser shows the notices of who is logged in now, and not those of somebody before.
async function isMine(subscription) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subscription.endpoint));
  const text = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return push.dataset.mine.split(" ").includes(text);
}

async function look() {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return say("none");
  if (Notification.permission === "denied") return say("denied");
  const worker = await navigator.serviceWorker.getRegistration("/");
  const subscription = worker && await worker.pushManager.getSubscription();
  return say(subscription && await isMine(subscription) ? "on" : "off");
}

if (push) {
  const attempt = (work) => work().catch(() => say("failed"));
  push.querySelector("[data-on]").addEventListener("click", () => attempt(switchOn));
  push.querySelector("[data-off]").addEventListener("click", () => attempt(switchOff));
  attempt(look);
}
