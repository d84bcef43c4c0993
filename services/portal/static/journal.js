// Opens the journal at today's lessons, not at the beginning of the term.
"use strict";

const scroller = document.querySelector(".scroller");
const dates = [...document.querySelectorAll(".journal .date")];
const now = document.querySelector(".journal .date.today") ?? dates.findLast((one) => !one.classList.contains("unfilled"));
if (scroller && now) scroller.scrollLeft = now.offsetLeft - scroller.clientWidth + 2 * now.offsetWidth + 80;
