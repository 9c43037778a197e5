"use strict";
(function () {
  var form = document.getElementById("review");
  var columns = form.dataset.columns.split(",");
  var status = document.getElementById("review-status");
  function value(block, name) {
    var field = block.querySelector("[name='" + name + "']");
    return field ? field.value.trim() : "";
  }
  // Only the fields that a verdict needs are shown.
  function show(block) {
    var verdict = value(block, "verdict");
    block.querySelectorAll("[data-for]").forEach(function (part) {
      part.hidden = part.dataset.for.split(" ").indexOf(verdict) < 0;
    });
  }
  function cell(text) {
    // A spreadsheet must not run what somebody wrote.
    if (/^[=+\-@\t\r]/.test(text)) { text = "'" + text; }
    return /[",\n\r]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : text;
  }
  var blocks = Array.prototype.slice.call(form.querySelectorAll(".decision"));
  blocks.forEach(function (block) {
    show(block);
    block.addEventListener("change", function () { show(block); });
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var missing = [];
    var rows = [];
    blocks.forEach(function (block) {
      var row = {
        "area": block.dataset.area || "", "name": block.dataset.name || value(block, "name"),
        "description": block.dataset.description || value(block, "description"),
        "documents": block.dataset.documents || "", "passages": block.dataset.passages || "",
        "verdict": value(block, "verdict"), "new name": value(block, "new name"), "with": value(block, "with"),
        "into": value(block, "into"), "why": value(block, "why"), "based on": block.dataset.based || "",
        "seen": form.dataset.seen
      };
      if (!block.dataset.area) { row.verdict = row.name ? "add" : ""; }
      if (!row.verdict && !row.why) { return; }
      if (row.verdict && row.verdict !== "keep" && !row.why) { missing.push(row.name); }
      rows.push(columns.map(function (name) { return cell(row[name]); }).join(","));
    });
    var who = document.getElementById("review-who").value.trim();
    if (!who) { status.textContent = "Write your name first."; document.getElementById("review-who").focus(); return; }
    if (missing.length) { status.textContent = "A reason is missing for: " + missing.join("; ") + "."; return; }
    if (!rows.length) { status.textContent = "Nothing is decided or said yet."; return; }
    var text = "\ufeff" + columns.join(",") + "\n" + rows.join("\n") + "\n";
    var link = document.createElement("a");
    link.href = "data:text/csv;charset=utf-8," + encodeURIComponent(text);
    link.download = "review-" + who.toLowerCase().replace(/[^a-z0-9]+/g, "-") + ".csv";
    document.body.appendChild(link);
    link.click();
    link.remove();
    status.textContent = rows.length + (rows.length === 1 ? " row" : " rows") + " saved as " + link.download + ". Mail that file back.";
  });
})();
