// Filters all loops and all factors of the library, of which the page holds the first ones as rows. The list is loaded
// when a reader first filters or sorts; until then, and without it, tables.js filters the rows of the page. Classic
// script: file:// works. What others wrote becomes text, never markup.
(function () {
  "use strict";
  var SHOWN = 100;
  var lists = window.aistockLibrary = {};

  // Per table: how a list becomes rows, what of a row is looked through, its columns, and how it fills a table's row.
  // A column: the place of what it is ordered by, in the order of the table.
  var shapes = {
    loops: {
      key: function (row) { return row.querySelector("th a").title; },
      read: function (list) {
        return list.rows.map(function (row) {
          var task = list.tasks[row[0]];
          var names = row[5].map(function (place) { return list.names[place]; });
          var action = row[3] === null ? "" : list.actions[row[3]];
          var id = task + "/" + row[1];
          return {
            id: id, name: (task.length > 12 ? task.slice(0, 8) + "\u2026" : task) + "/" + row[1],
            value: list.decisions[row[2]], action: action, says: row[4] || "", names: names, started: row[6] || "",
            row: row, text: (id + "\n" + action + "\n" + (row[4] || "") + "\n" + names.join("\n")).toLowerCase()
          };
        });
      },
      order: [
        function (item) { return item.word; }, function (item) { return item.id; },
        function (item) { return item.action; }, null, figure(8), figure(10), figure(12), figure(14), figure(16),
        figure(18), figure(20), function (item) { return item.names.length; }, function (item) { return item.started; }
      ],
      fill: function (cells, item, tools) {
        tools.mark(cells[0], item.value);
        tools.link(cells[1], item.name, item.id);
        tools.note(cells[2], item.action);
        tools.note(cells[3], item.says);
        for (var place = 0; place < 7; place += 1) { tools.plain(cells[4 + place], item.row[7 + 2 * place]); }
        tools.plain(cells[11], String(item.names.length).replace(/\B(?=(\d{3})+$)/g, ","));
        tools.plain(cells[12], item.started);
      }
    },
    factors: {
      key: function (row) { return row.id.slice(2); },
      read: function (list) {
        return list.rows.map(function (row) {
          var source = list.sources[row[2]];
          return {
            id: row[0], name: row[1][0] || row[0], value: source, row: row,
            text: (row[0] + "\n" + row[1].join("\n") + "\n" + source + "\n" + (row[3] || "") + "\n" + (row[4] || ""))
              .toLowerCase()
          };
        });
      },
      order: [
        function (item) { return item.name; }, function (item) { return item.value; }, null, null, figure(6)
      ],
      fill: function (cells, item, tools) {
        tools.link(cells[0], item.name, item.id, item.row[1].slice(1).join(", "));
        tools.note(cells[1], item.value);
        tools.note(cells[2], item.row[3] || "\u2013", true);
        tools.code(cells[3], item.row[4] || "\u2013");
        tools.plain(cells[4], item.row[5]);
      }
    }
  };

  function figure(place) { return function (item) { return item.row[place]; }; }

  function start(bar) {
    var table = document.getElementById(bar.getAttribute("data-filter"));
    var name = bar.getAttribute("data-list");
    var shape = shapes[name];
    if (!table || !shape) { return; }
    var output = bar.querySelector("output");
    var own = table.tBodies[0], found = document.createElement("tbody");
    var sample = own.rows[0].cloneNode(true);
    var pages = {};
    var language = document.documentElement.lang;
    var items = null, orders = {}, view = {}, isAsked = false;
    Array.prototype.forEach.call(own.rows, function (row) {
      pages[shape.key(row)] = row.querySelector("th a").getAttribute("href");
    });
    bar.addEventListener("aistock-view", function (event) {
      view = event.detail;
      if (!view.q && !view.v && !view.s) { found.remove(); own.hidden = false; return; }
      if (items) { show(); return; }
      if (!isAsked) { load(); }
    });

    function load() {
      isAsked = true;
      var script = document.createElement("script");
      script.src = bar.getAttribute("data-from");
      script.onload = function () {
        var list = lists[name];
        script.remove();
        if (!list) { return; }
        items = shape.read(list);
        items.forEach(function (item) { item.word = word(item.value); });
        items.all = list.all;
        items.signs = list.signs;
        delete lists[name];
        if (view.q || view.v || view.s) { show(); }
      };
      document.head.appendChild(script);
    }

    // What the page calls a decision.
    function word(value) {
      var mark = marked(value);
      return mark ? mark.textContent : value;
    }

    function marked(value) {
      var template = document.getElementById("loop-decisions");
      return template && template.content.querySelector("[data-value=\"" + value + "\"]");
    }

    // Rows in the order that is wanted, made once; what is missing stands last.
    function ordered() {
      var by = shape.order[Number(view.s)];
      if (!view.s || !by) { return items; }
      var direction = view.d === "-1" ? -1 : 1;
      var key = view.s + direction;
      if (!orders[key]) {
        var collator = new Intl.Collator(language);
        var keys = items.map(by);
        orders[key] = items.map(function (item, place) { return place; }).sort(function (left, right) {
          var one = keys[left], other = keys[right];
          if (one === null || other === null) {
            return (one === null ? 1 : 0) - (other === null ? 1 : 0) || left - right;
          }
          var order = typeof one === "number" ? one - other : collator.compare(one, other);
          return direction * order || left - right;
        }).map(function (place) { return items[place]; });
      }
      return orders[key];
    }

    function show() {
      var words = (view.q || "").toLowerCase().split(/\s+/).filter(Boolean);
      var rows = document.createDocumentFragment();
      var count = 0;
      ordered().forEach(function (item) {
        if (view.v && item.value !== view.v) { return; }
        for (var place = 0; place < words.length; place += 1) {
          if (item.text.indexOf(words[place]) < 0) { return; }
        }
        count += 1;
        if (count <= SHOWN) { rows.appendChild(row(item)); }
      });
      found.textContent = "";
      found.appendChild(rows);
      own.hidden = true;
      found.hidden = count === 0;
      table.appendChild(found);
      output.textContent = said(count);
    }

    function said(count) {
      var parts = [grouped(count) + " / " + grouped(items.length)];
      if (count > SHOWN) { parts.push(bar.getAttribute("data-first").replace("{n}", SHOWN)); }
      if (items.length < items.all) {
        parts.push(bar.getAttribute("data-newest").replace("{n}", grouped(items.length)).replace("{all}", grouped(items.all)));
      }
      if (items.signs < 120) { parts.push(bar.getAttribute("data-signs").replace("{n}", items.signs)); }
      return parts.join(" \u00b7 ");
    }

    function grouped(count) { return String(count).replace(/\B(?=(\d{3})+$)/g, ","); }

    function row(item) {
      var made = sample.cloneNode(true);
      made.removeAttribute("id");
      made.hidden = false;
      made.setAttribute("data-value", item.value);
      shape.fill(made.cells, item, tools);
      return made;
    }

    var tools = {
      plain: function (cell, text) { cell.textContent = text === null || text === "" ? "\u2013" : text; },
      // A text of others, in its language as far as its script tells it.
      note: function (cell, text) {
        cell.textContent = text || bar.getAttribute("data-none");
        var isChinese = /[\u3400-\u9fff]/.test(text);
        cell.removeAttribute("lang");
        if (text && isChinese !== (language !== "en")) { cell.lang = isChinese ? "zh-Hans" : "en"; }
      },
      code: function (cell, text) {
        var code = document.createElement("code");
        code.textContent = text;
        cell.replaceChildren(code);
      },
      mark: function (cell, value) {
        var mark = marked(value);
        cell.replaceChildren.apply(cell, mark ? Array.prototype.slice.call(mark.cloneNode(true).childNodes) : [value]);
      },
      // A thing without a page names the command that shows it.
      link: function (cell, name, id, others) {
        var href = Object.prototype.hasOwnProperty.call(pages, id) ? pages[id] : null;
        var made = document.createElement(href ? "a" : "span");
        made.textContent = name;
        made.title = id;
        if (href) { made.setAttribute("href", href); }
        cell.replaceChildren(made);
        if (others) { cell.append(" = " + others); }
        if (!href) {
          var command = document.createElement("code");
          command.textContent = "aistock library show " + id;
          cell.append(document.createElement("br"), command);
          cell.classList.add("wrap");
        }
      }
    };
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-list]"), start);
})();
