// Filters and sorts tables of the page. Without it every row shows, in the order of the page's address.
// The view stands in the address: #q=words&v=FAIL&s=4&d=-1.
(function () {
  "use strict";

  // 100 equal rows are one line: of more than this many in a group, the rest folds.
  var SHOWN = 20;

  function state() {
    var found = {};
    location.hash.replace(/^#/, "").split("&").forEach(function (pair) {
      var cut = pair.indexOf("=");
      if (cut < 1) return;
      // An address that was cut in the middle of a sign shows the rest.
      try { found[pair.slice(0, cut)] = decodeURIComponent(pair.slice(cut + 1)); } catch (error) { return; }
    });
    return found;
  }

  function remember(view) {
    var text = Object.keys(view).filter(function (key) { return view[key]; }).map(function (key) {
      return key + "=" + encodeURIComponent(view[key]);
    }).join("&");
    // Browsers refuse to change the address of some local files: the view is then not kept.
    try { history.replaceState(null, "", text ? "#" + text : location.pathname.split("/").pop()); } catch (error) { return; }
  }

  function number(cell) {
    var text = cell.textContent.replace(/\u2212/g, "-").replace(/[,%+]/g, "").trim();
    var value = parseFloat(text);
    return isNaN(value) ? null : value;
  }

  function start(bar) {
    var table = document.getElementById(bar.getAttribute("data-filter"));
    if (!table) return;
    var input = bar.querySelector("input");
    var buttons = Array.prototype.slice.call(bar.querySelectorAll("button[data-value]"));
    var output = bar.querySelector("output");
    var rows = Array.prototype.slice.call(table.querySelectorAll("tbody tr:not(.group)"));
    var heads = Array.prototype.slice.call(table.querySelectorAll("th[data-sort]"));
    var view = state();
    bar.hidden = false;

    function show() {
      var words = (view.q || "").toLowerCase().split(/\s+/).filter(Boolean);
      var count = 0;
      rows.forEach(function (row) {
        var text = row.textContent.toLowerCase();
        var fits = (!view.v || row.getAttribute("data-value") === view.v)
          && words.every(function (word) { return text.indexOf(word) >= 0; });
        row.hidden = !fits;
        if (fits) count += 1;
      });
      Array.prototype.forEach.call(table.tBodies, function (body) {
        body.hidden = !body.querySelector("tr:not(.group):not([hidden])");
      });
      buttons.forEach(function (button) {
        button.setAttribute("aria-pressed", String((view.v || "") === button.getAttribute("data-value")));
      });
      if (output) output.textContent = count + " / " + rows.length;
      fold(words.length > 0 || Boolean(view.s));
      bar.dispatchEvent(new CustomEvent("aistock-view", { detail: view }));
    }

    function fold(isOpen) {
      Array.prototype.forEach.call(table.querySelectorAll("tr.more"), function (row) { row.remove(); });
      rows.forEach(function (row) { row.classList.remove("folded"); });
      if (isOpen) return;
      Array.prototype.forEach.call(table.tBodies, function (body) {
        if (!body.querySelector("tr.group")) return;
        var own = Array.prototype.slice.call(body.querySelectorAll("tr:not(.group):not([hidden])"));
        if (own.length <= SHOWN + 5) return;
        // The row that the address names shows, and paper shows all.
        var rest = own.slice(SHOWN).filter(function (row) { return "#" + row.id !== location.hash; });
        rest.forEach(function (row) { row.classList.add("folded"); });
        var more = document.createElement("tr");
        more.className = "more";
        var cell = document.createElement("td");
        cell.colSpan = table.tHead.rows[0].cells.length;
        var button = document.createElement("button");
        button.type = "button";
        button.textContent = (table.getAttribute("data-more") || "+ {n}").replace("{n}", rest.length);
        button.addEventListener("click", function () {
          own.forEach(function (row) { row.classList.remove("folded"); });
          more.remove();
          rest[0].querySelector("a").focus();
        });
        cell.appendChild(button);
        more.appendChild(cell);
        body.appendChild(more);
      });
    }

    function sort() {
      if (!view.s) return;
      var place = Number(view.s);
      var direction = view.d === "-1" ? -1 : 1;
      var head = heads.filter(function (one) { return one.cellIndex === place; })[0];
      if (!head) return;
      var isNumber = head.getAttribute("data-sort") === "figures";
      rows.sort(function (left, right) {
        var one = left.cells[place], other = right.cells[place];
        if (!isNumber) return direction * one.textContent.localeCompare(other.textContent);
        var a = number(one), b = number(other);
        if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
        return direction * (a - b);
      });
      var body = table.tBodies[0];
      Array.prototype.forEach.call(table.querySelectorAll("tr.group"), function (row) { row.hidden = true; });
      rows.forEach(function (row) { body.appendChild(row); });
      heads.forEach(function (one) {
        one.setAttribute("aria-sort", one === head ? (direction > 0 ? "ascending" : "descending") : "none");
      });
    }

    heads.forEach(function (head) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () {
        var place = String(head.cellIndex);
        view.d = view.s === place && view.d !== "-1" ? "-1" : "1";
        view.s = place;
        sort();
        show();
        remember(view);
      });
    });
    if (input) {
      input.value = view.q || "";
      input.addEventListener("input", function () {
        view.q = input.value;
        show();
        remember(view);
      });
    }
    buttons.forEach(function (button) {
      button.addEventListener("click", function () {
        view.v = button.getAttribute("data-value");
        show();
        remember(view);
      });
    });
    sort();
    show();
    window.addEventListener("hashchange", function () { fold(Boolean(view.q || view.s)); });
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-filter]"), start);
})();
