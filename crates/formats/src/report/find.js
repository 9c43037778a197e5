"use strict";
(function () {
  var form = document.getElementById("find");
  var told = document.getElementById("find-told");
  var clear = document.getElementById("find-clear");
  var toRead = document.getElementById("find-read");
  var text = document.getElementById("find-text");
  var selects = Array.prototype.slice.call(form.querySelectorAll("select"));
  var all = told.textContent;
  var index = null;
  function list(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  function numbers(node, name) { return (node.dataset[name] || "").split(" "); }
  // Letters without their case and accents, so that "twrhelyg" finds "Tŵrhelyg".
  function plain(words) { return words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  // The page is read once, when somebody first asks.
  function read() {
    if (index) { return index; }
    index = { passages: [], documents: [], quotations: [], rows: [], of: {} };
    list("article.document").forEach(function (node) {
      var own = { node: node, number: node.dataset.d, values: numbers(node, "m"), name: plain(node.querySelector("h3").textContent), passages: [] };
      index.documents.push(own);
      node.querySelectorAll(".passage").forEach(function (block) {
        var passage = { node: block, themes: numbers(block, "t"), areas: numbers(block, "a"), document: own, text: null };
        own.passages.push(passage);
        index.passages.push(passage);
        index.of[block.id] = passage;
      });
    });
    list(".quotations figure").forEach(function (node) {
      var source = node.querySelector("figcaption a");
      index.quotations.push({ node: node, of: source ? source.hash.slice(1) : "" });
    });
    // Where the page has only a part of the texts, it cannot know which of these have nothing that fits.
    if (form.dataset.full) {
      list("article.card").forEach(function (node) { index.rows.push({ node: node, documents: numbers(node, "d") }); });
      list(".matrix tr[data-d]").forEach(function (node) { index.rows.push({ node: node, documents: [node.dataset.d] }); });
    }
    return index;
  }
  function words(passage) {
    if (passage.text === null) { passage.text = passage.document.name + "\n" + plain(passage.node.querySelector(".text").textContent); }
    return passage.text;
  }
  function isAsked() { return text.value.trim() !== "" || selects.some(function (select) { return select.value !== ""; }); }
  function fits(passage, asked) {
    if (asked.theme && passage.themes.indexOf(asked.theme) < 0) { return false; }
    if (asked.area && passage.areas.indexOf(asked.area) < 0) { return false; }
    if (!asked.values.every(function (pair) { return passage.document.values[pair[0]] === pair[1]; })) { return false; }
    return asked.words.every(function (word) { return words(passage).indexOf(word) >= 0; });
  }
  function count(number, noun) { return number.toLocaleString("en-GB") + " " + noun + (number === 1 ? "" : "s"); }
  function apply() {
    var active = isAsked();
    document.documentElement.classList.toggle("filtered", active);
    clear.hidden = toRead.hidden = !active;
    if (!active && !index) { return; }
    var page = read();
    var asked = { theme: "", area: "", values: [], words: plain(text.value).split(/\s+/).filter(Boolean) };
    selects.forEach(function (select) {
      if (select.name === "theme" || select.name === "area") { asked[select.name] = select.value; }
      else if (select.value !== "") { asked.values.push([Number(select.dataset.at), select.value]); }
    });
    var passages = 0, documents = 0, found = {};
    page.documents.forEach(function (one) {
      var any = !active;
      one.passages.forEach(function (passage) {
        passage.shown = !active || fits(passage, asked);
        passage.node.hidden = !passage.shown;
        passages += passage.shown ? 1 : 0;
        any = any || passage.shown;
      });
      one.node.hidden = !any;
      one.node.querySelectorAll(".gap").forEach(function (gap) { gap.hidden = active; });
      documents += any ? 1 : 0;
      found[one.number] = any;
    });
    page.quotations.forEach(function (one) { var of = page.of[one.of]; one.node.hidden = active && !(of && of.shown); });
    page.rows.forEach(function (one) {
      one.node.hidden = active && !one.documents.some(function (number) { return found[number]; });
    });
    var quotations = page.quotations.filter(function (one) { return !one.node.hidden; }).length;
    told.textContent = !active ? all : passages === 0 ? "Nothing fits: choose less, or other words." :
      count(passages, "passage") + " of " + count(documents, "document") + " and " + count(quotations, "quotation") + " fit" + (form.dataset.full ? ". All else is hidden" : ", of those on this page") + "; counts and tables are of the whole round.";
  }
  function write() {
    var parts = [];
    selects.forEach(function (select) {
      if (select.value === "") { return; }
      if (!select.dataset.field) { parts.push(select.name + "=" + select.value); return; }
      if (select.value === "none") { parts.push("no-" + encodeURIComponent(select.dataset.field)); return; }
      parts.push("by-" + encodeURIComponent(select.dataset.field) + "=" + encodeURIComponent(select.selectedOptions[0].textContent));
    });
    if (text.value.trim()) { parts.push("text=" + encodeURIComponent(text.value.trim())); }
    var hash = parts.length ? "#find&" + parts.join("&") : "#find";
    // Some browsers keep the address of a page that lies on a disk as it is.
    try { history.replaceState(null, "", hash); } catch (error) { return; }
  }
  function decoded(part) { try { return decodeURIComponent(part); } catch (error) { return part; } }
  function choose(select, wanted) {
    Array.prototype.forEach.call(select.options, function (option) {
      if (option.value !== "" && wanted(option)) { select.value = option.value; }
    });
  }
  // What the address asks for; nothing if it leads to a place of the page.
  function readAddress() {
    var hash = location.hash.slice(1);
    if (hash !== "find" && hash.indexOf("find&") !== 0) { return false; }
    selects.forEach(function (select) { select.value = ""; });
    text.value = "";
    hash.split("&").slice(1).forEach(function (part) {
      var at = part.indexOf("=");
      var name = decoded(at < 0 ? part : part.slice(0, at)), value = at < 0 ? "" : decoded(part.slice(at + 1));
      if (name === "text") { text.value = value; }
      selects.forEach(function (select) {
        if (select.dataset.field === undefined) { if (select.name === name) { choose(select, function (option) { return option.value === value; }); } }
        else if (name === "no-" + select.dataset.field) { choose(select, function (option) { return option.value === "none"; }); }
        else if (name === "by-" + select.dataset.field) { choose(select, function (option) { return option.textContent === value && option.value !== "none"; }); }
      });
    });
    return true;
  }
  function reset() { form.reset(); apply(); }
  // A link to what is hidden shows all again: nothing on the page may lead nowhere.
  function arrive() {
    if (readAddress()) { apply(); return; }
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (target && target.closest("[hidden]") && isAsked()) { reset(); target.scrollIntoView(); }
  }
  function changed() { apply(); write(); }
  var wait = 0;
  text.addEventListener("input", function () { clearTimeout(wait); wait = setTimeout(changed, 200); });
  form.addEventListener("change", changed);
  form.addEventListener("submit", function (event) { event.preventDefault(); changed(); });
  clear.addEventListener("click", function () { reset(); write(); selects[0].focus(); });
  // The address goes on telling what was chosen.
  function toPassages() {
    var heading = document.getElementById("documents");
    heading.tabIndex = -1;
    heading.focus();
    heading.scrollIntoView();
  }
  toRead.addEventListener("click", function (event) { event.preventDefault(); toPassages(); });
  window.addEventListener("hashchange", arrive);
  // The counts of the tables lead to what is counted.
  list("td[data-find]").forEach(function (cell) {
    var number = cell.querySelector(".count"), find = cell.dataset.find.split(" ");
    var select = selects.filter(function (one) { return one.dataset.field === cell.dataset.field; })[0];
    if (!select || !number) { return; }
    var option = Array.prototype.filter.call(select.options, function (one) { return one.value === cell.dataset.value; })[0];
    if (!option) { return; }
    var link = document.createElement("a");
    var field = encodeURIComponent(cell.dataset.field);
    link.href = "#find&" + find[0] + "=" + find[1] + (option.value === "none" ? "&no-" + field : "&by-" + field + "=" + encodeURIComponent(option.textContent));
    link.textContent = number.textContent;
    link.addEventListener("click", function (event) {
      event.preventDefault();
      location.hash = link.hash;
      arrive();
      toPassages();
    });
    number.replaceWith(link);
  });
  form.hidden = false;
  arrive();
})();
