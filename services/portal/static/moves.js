// Says on the pages of a journal that somebody has saved meanwhile. Nothing on the page is changed by itself.
"use strict";

const told = document.querySelector("[data-moved]");
const shown = new Map([...document.querySelectorAll("[data-change]")].map((one) => [one.dataset.lessonId, Number(one.dataset.change)]));
const whole = "whole" in told.dataset;

document.addEventListener("moved", (event) => {
  const moved = Object.entries(event.detail).some(([lesson, change]) =>
    shown.has(lesson) ? change < 0 || change > shown.get(lesson) : whole && change >= 0);
  if (moved) told.hidden = false;
});
