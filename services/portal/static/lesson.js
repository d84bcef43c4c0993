// Keys for the lesson's grid. Without this file the page is a plain form that does the same.
"use strict";

const form = document.querySelector("[data-lesson]");
const ABSENT = new Set(["н", "h", "n"]);
const touch = matchMedia("(pointer: coarse)").matches;
let leaving = false;

function place(element) {
  const cell = element.closest("[data-row]");
  return cell ? [Number(cell.dataset.row), Number(cell.dataset.column)] : null;
}

function go(row, column) {
  const target = form.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  if (!target) return false;
  const field = target.matches("input") ? target : target.querySelector("input:checked") ?? target.querySelector("input");
  field.focus();
  if (field.type === "text") field.select();
  return true;
}

function attend(row, state) {
  const box = form.querySelector(`fieldset[data-row="${row}"]`);
  const radio = box.querySelector(`input[value="${state}"]`);
  if (!radio.checked) { radio.checked = true; radio.dispatchEvent(new Event("change", { bubbles: true })); }
  return box;
}

function tone(field) {
  const numbers = field.value.match(/[2-5]/g);
  field.classList.remove("m2", "m3", "m4", "m5", "word");
  if (/^[2-5](\/[2-5])?$/.test(field.value)) field.classList.add(`m${Math.min(...numbers)}`);
  else if (field.value) field.classList.add("word");
  field.classList.toggle("dirty", field.value !== field.defaultValue);
}

function put(field, value) {
  const [row, column] = place(field);
  if (ABSENT.has(value)) {
    field.value = "";
    attend(row, "absent");
  } else {
    field.value = value;
  }
  tone(field);
  go(row + 1, column);
}

form.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyS") {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.save"));
    return;
  }
  const at = place(event.target);
  if (!at || event.ctrlKey || event.metaKey || event.altKey) return;
  const [row, column] = at;
  const text = event.target.type === "text";
  const move = { ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], Enter: [row + (event.shiftKey ? -1 : 1), column] }[event.key];
  if (move) { event.preventDefault(); go(...move); return; }
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    const step = event.key === "ArrowLeft" ? -1 : 1;
    const field = event.target;
    const inside = text && field.selectionStart !== field.selectionEnd ? false : text && (step < 0 ? field.selectionStart > 0 : field.selectionStart < field.value.length);
    const radios = event.target.type === "radio";
    if (radios && !(step > 0 && field.value === "late") && !(step < 0 && field.value === "present")) return;
    if (!inside && go(row, column + step)) event.preventDefault();
    return;
  }
  if (column === 0 && event.target.type === "radio") {
    const key = event.key.toLowerCase();
    const state = ABSENT.has(key) || event.code === "KeyY" ? "absent" : key === " " || key === "." ? "present" : /^[0-9]$/.test(key) || key === "о" || key === "j" ? "late" : "";
    if (!state) return;
    event.preventDefault();
    const box = attend(row, state);
    if (state === "late") {
      const minutes = box.querySelector(".minutes input");
      minutes.focus();
      if (/^[0-9]$/.test(key)) { minutes.value = key; minutes.dispatchEvent(new Event("input", { bubbles: true })); }
    } else {
      go(row + 1, 0);
    }
  }
});

form.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.classList.contains("mark-input")) return;
  if (ABSENT.has(field.value.trim().toLowerCase())) {
    // "н" may be the beginning of "н/а" or "незачёт": it counts when the cell is left, or at once on another key.
    field.dataset.letter = "1";
  } else {
    delete field.dataset.letter;
  }
  tone(field);
});

form.addEventListener("focusout", (event) => {
  const field = event.target;
  if (field.dataset.letter && ABSENT.has(field.value.trim().toLowerCase())) {
    delete field.dataset.letter;
    field.value = "";
    attend(place(field)[0], "absent");
    tone(field);
  }
});

form.addEventListener("change", (event) => {
  if (event.target.type === "radio") event.target.parentElement.classList.toggle("dirty", !event.target.defaultChecked);
});

form.addEventListener("focusin", (event) => {
  if (event.target.classList.contains("mark-input")) event.target.select();
});

// On a touch screen a row of keys stands in for the keyboard.
if (touch) {
  const palette = form.querySelector(".palette");
  let last = null;
  for (const field of form.querySelectorAll(".mark-input")) field.inputMode = "none";
  form.addEventListener("focusin", (event) => {
    last = event.target.classList.contains("mark-input") ? event.target : null;
    palette.hidden = !last;
  });
  palette.addEventListener("pointerdown", (event) => {
    const key = event.target.closest("[data-put]");
    if (key) event.preventDefault();
    if (key && last) put(last, key.dataset.put);
  });
}

const initial = new URLSearchParams(new FormData(form)).toString();
const restored = form.dataset.focus || document.getElementById("problems");
form.addEventListener("submit", () => { leaving = true; });
addEventListener("beforeunload", (event) => {
  if (leaving || (!restored && new URLSearchParams(new FormData(form)).toString() === initial)) return;
  event.preventDefault();
});
for (const field of form.querySelectorAll(".mark-input")) tone(field);

if (form.dataset.focus) form.querySelector(`[name^="mark.${form.dataset.focus}."]`)?.focus();
else if (document.getElementById("problems")) document.getElementById("problems").focus();
