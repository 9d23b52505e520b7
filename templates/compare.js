// Migrations and previews side by side over any range. The view stands in the address, so that a link shows what its
// sender saw: #i=p:one,m:two&x=SH000300&from=2020-01-01&to=2020-12-31&log=1. Classic script: file:// works. Without it
// the page's own drawing and table stay. The figures are those of range.js, the drawings those of lines.js.
(function () {
  "use strict";
  var data = window.aistockCurves;
  var tool = document.getElementById("compare-tool");
  if (!data || !tool || data.days.length < 2) { return; }
  var language = document.documentElement.lang;
  var words = tool.dataset;
  var days = data.days;
  var COLOURS = 8, DASHES = 4, CHIPS = 12;
  var closes = window.aistockRange.closes, figures = window.aistockRange.figures;
  var marks = window.aistockMarks;
  var fixed = marks.fixed, percent = marks.percent, signed = marks.signed, gain = marks.gain;
  var element = marks.element, drawn = marks.drawn, swatch = marks.swatch;
  var drawing = window.aistockLines({ days: days, word: word, brief: brief, overview: words.overview, choose: choose,
    whole: function () { range("all"); } });
  var waiting = {};
  var state = read();

  // MARK: The address

  function read() {
    var usual = parse(data.view);
    // Who chooses nothing sees what the page shows without a script.
    var view = location.hash.indexOf("=") > 0 ? parse(location.hash) : usual;
    return {
      i: view.i ? view.i.split(",").filter(Boolean) : usual.i.split(",").filter(Boolean),
      x: view.x !== undefined ? view.x.split(",").filter(Boolean) : null,
      from: isDay(view.from) ? view.from : null, to: isDay(view.to) ? view.to : null,
      log: view.log === "1"
    };
  }

  function parse(hash) {
    var found = {};
    hash.replace(/^#/, "").split("&").forEach(function (part) {
      var cut = part.indexOf("=");
      if (cut < 1) { return; }
      // An address that was cut in the middle of a sign shows the rest.
      try { found[part.slice(0, cut)] = decodeURIComponent(part.slice(cut + 1)); } catch (error) { return; }
    });
    if (found.i === undefined) { found.i = ""; }
    return found;
  }

  function isDay(text) { return /^\d{4}-\d{2}-\d{2}$/.test(text || ""); }

  function save() {
    var parts = ["i=" + state.i.map(function (key) { return encodeURIComponent(key).replace(/%3A/g, ":"); }).join(",")];
    parts.push("x=" + state.x.join(","), "from=" + state.from, "to=" + state.to);
    if (state.log) { parts.push("log=1"); }
    // Browsers refuse to change the address of some local files: the view is then not kept.
    try { history.replaceState(null, "", "#" + parts.join("&")); } catch (error) { return; }
  }

  // The other language shows the same view.
  Array.prototype.forEach.call(document.querySelectorAll(".languages a"), function (link) {
    link.addEventListener("click", function () { link.href = link.href.split("#")[0] + location.hash; });
  });

  // MARK: Data

  // The first day that is not before a date; days are sorted texts.
  function place(date) {
    var low = 0, high = days.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (days[middle] < date) { low = middle + 1; } else { high = middle; }
    }
    return low;
  }

  function named(key) { return data.instances.filter(function (one) { return one.key === key; })[0]; }
  function index(id) { return data.indexes.filter(function (one) { return one.id === id; })[0]; }

  // A name that runs from right to left stands between isolates: what follows it keeps its order.
  function word(thing) {
    var name = thing.name[language] || thing.name.en;
    return /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2068\ufb1d-\ufdff\ufe70-\ufeff]/.test(name)
      ? "\u2068" + name + "\u2069" : name;
  }

  // The same with its middle left out where it is long: names often differ at their ends. Chinese characters count
  // double.
  function brief(thing, most) {
    var signs = Array.from(word(thing));
    function size(sign) { return sign.charCodeAt(0) > 0x2e7f ? 2 : 1; }
    function take(from, step) {
      var taken = [];
      for (var at = from, room = (most - 1) / 2; at >= 0 && at < signs.length && room >= size(signs[at]); at += step) {
        room -= size(signs[at]);
        taken.push(signs[at]);
      }
      return taken;
    }
    if (signs.reduce(function (sum, sign) { return sum + size(sign); }, 0) <= most) { return signs.join(""); }
    return take(0, 1).join("") + "\u2026" + take(signs.length - 1, -1).reverse().join("");
  }

  function load(instance, then) {
    if (data.series[instance.key]) { return true; }
    if (!waiting[instance.key]) {
      waiting[instance.key] = true;
      var script = document.createElement("script");
      script.src = words.root + instance.file;
      script.onload = script.onerror = function () {
        if (!data.series[instance.key]) { data.series[instance.key] = { start: 0, values: [], costs: null }; }
        script.remove();
        then();
      };
      document.body.appendChild(script);
    }
    return false;
  }

  function settle() {
    state.i = state.i.filter(function (key, at) { return named(key) && state.i.indexOf(key) === at; });
    var shown = state.i.map(named);
    if (state.x === null) {
      var usual = shown.map(function (one) { return one.benchmark; }).filter(Boolean)[0];
      state.x = usual && index(usual) ? [usual] : data.indexes.slice(0, 1).map(function (one) { return one.id; });
    }
    state.x = state.x.filter(function (id, at) { return index(id) && state.x.indexOf(id) === at; });
    var last = shown.map(function (one) { return one.last; }).sort().pop() || days[days.length - 1];
    var first = shown.map(function (one) { return one.first; }).sort()[0] || days[0];
    if (!state.to) { state.to = last; }
    if (!state.from) {
      var year = back(state.to, 12);
      state.from = year > first ? year : first;
    }
    if (state.from > state.to) { var other = state.from; state.from = state.to; state.to = other; }
  }

  // The day after that of so many months before.
  function back(day, months) {
    var date = new Date(day + "T00:00:00Z");
    var wanted = date.getUTCDate();
    date.setUTCDate(1);
    date.setUTCMonth(date.getUTCMonth() - months);
    var most = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    date.setUTCDate(Math.min(wanted, most));
    date.setUTCDate(date.getUTCDate() + 1);
    return date.toISOString().slice(0, 10);
  }

  // MARK: Words

  function filled(pattern, parts) {
    return pattern.replace(/\{(\w+)\}/g, function (whole, name) { return name in parts ? parts[name] : whole; });
  }

  // MARK: Showing

  function show() {
    settle();
    var ready = state.i.map(named).map(function (one) { return load(one, show); }).every(Boolean);
    chips();
    if (!ready) { return; }
    var from = place(state.from), to = place(state.to);
    if (to >= days.length || days[to] > state.to) { to -= 1; }
    var known = state.x.map(function (id) { return closes(index(id)); });
    var lines = state.i.map(function (key, at) {
      var own = closes(data.series[key]);
      return { thing: named(key), style: "l" + at % COLOURS, isIndex: false, known: own,
        range: figures(own, known[0], from, to) };
    }).concat(state.x.map(function (id, at) {
      return { thing: index(id), style: "x" + at % DASHES, isIndex: true, known: known[at],
        range: figures(known[at], at ? known[0] : null, from, to) };
    }));
    save();
    document.getElementById("range-from").value = state.from;
    document.getElementById("range-to").value = state.to;
    tell(lines, from, to);
    absences(lines);
    table(lines);
    drawing.show(lines, from, to, state.log);
  }

  function tell(lines, from, to) {
    // Where no instance has data in the range, the indexes have something to tell.
    var own = lines.filter(function (line) { return !line.isIndex && line.range.days; });
    if (!own.length) { own = lines.filter(function (line) { return line.range.days; }); }
    var longest = own.slice().sort(function (one, other) { return other.range.days - one.range.days; })[0];
    document.getElementById("compare-range").textContent = longest
      ? filled(words.range, { from: state.from, to: state.to, days: fixed(longest.range.days, 0),
        base: days[longest.range.base] })
      : words.nothing;
    document.getElementById("compare-lead").textContent = longest ? filled(words.lead, {
      from: state.from, to: state.to,
      gains: lines.filter(function (line) { return line.range.days; }).map(function (line) {
        return brief(line.thing, 40) + " " + percent(line.range.gain, 2);
      }).join(language === "en" ? ", " : "\u3001")
    }) : words.nothing;
    document.getElementById("compare-title").textContent = finding(lines);
    var falls = own.filter(function (line) { return line.range.trough !== null; }).sort(function (one, other) {
      return one.range.fall - other.range.fall;
    });
    document.getElementById("fall-title").textContent = falls.length ? filled(words.deepest, {
      name: word(falls[0].thing), from: days[falls[0].range.peak], to: days[falls[0].range.trough]
    }) : "";
  }

  // What the chart shows, in one sentence, as the page's own drawing says it.
  function finding(lines) {
    var own = lines.filter(function (line) { return !line.isIndex && line.range.days; });
    var others = lines.filter(function (line) { return line.isIndex && line.range.days; });
    if (!own.length && !others.length) { return words.nothing; }
    var last = Math.max.apply(null, own.map(function (line) { return line.range.points[line.range.points.length - 1][0]; }));
    function maps(some) {
      return some.map(function (line) {
        var map = {};
        line.range.points.forEach(function (point) { map[point[0]] = point[1]; });
        return map;
      });
    }
    var here = maps(own), there = maps(others);
    function side(day) {
      var a = here.map(function (map) { return map[day]; }).filter(isNumber);
      var b = there.map(function (map) { return map[day]; }).filter(isNumber);
      if (!a.length || !b.length) { return null; }
      if (Math.min.apply(null, a) > Math.max.apply(null, b)) { return true; }
      return Math.max.apply(null, a) < Math.min.apply(null, b) ? false : null;
    }
    var end = others.length ? side(last) : null;
    if (end !== null) {
      var start = last;
      while (start > 0 && side(start - 1) === end) { start -= 1; }
      if (last - start >= 19) { return filled(end ? words.ahead : words.behind, { day: days[start] }); }
    }
    var best = lines.filter(function (line) { return line.range.days; }).sort(function (one, other) {
      return other.range.gain - one.range.gain;
    })[0];
    return filled(words.best, { name: word(best.thing), gain: percent(best.range.gain, 2) });
  }

  function isNumber(value) { return value !== undefined; }

  function absences(lines) {
    var list = document.getElementById("compare-absent");
    list.textContent = "";
    lines.forEach(function (line) {
      if (line.range.days) { return; }
      list.appendChild(element("li", "", word(line.thing) + ": " + filled(words.absent, {
        first: line.thing.first || days[0], last: line.thing.last || days[days.length - 1]
      })));
    });
    list.hidden = !list.childNodes.length;
  }

  function button(parent, pressed, style, text, act) {
    var made = element("button", pressed ? "" : "absent");
    made.type = "button";
    made.setAttribute("aria-pressed", String(pressed));
    if (style) { made.appendChild(swatch(style)); }
    made.appendChild(document.createTextNode(text));
    made.addEventListener("click", act);
    parent.appendChild(made);
    return made;
  }

  function toggle(list, value) {
    var at = list.indexOf(value);
    if (at >= 0) { list.splice(at, 1); } else { list.push(value); }
    show();
  }

  function focusOf(parent) {
    return Array.prototype.indexOf.call(parent.querySelectorAll("button"), document.activeElement);
  }

  function refocus(parent, at) {
    if (at >= 0) {
      var buttons = parent.querySelectorAll("button");
      if (buttons[at]) { buttons[at].focus(); }
    }
  }

  function chips() {
    var parent = document.getElementById("pick-instances");
    var focused = focusOf(parent);
    parent.textContent = "";
    // Few stand as chips; of many only the chosen ones, and a list offers the others.
    var offered = data.instances.filter(function (one, at) {
      return state.i.indexOf(one.key) >= 0 || (data.instances.length <= CHIPS && at < CHIPS)
        || (one.key.indexOf("p:") === 0 && data.instances.filter(isPreview).length <= CHIPS);
    });
    offered.forEach(function (one) {
      var at = state.i.indexOf(one.key);
      var isOut = at >= 0 && (one.last < state.from || one.first > state.to);
      var text = word(one) + (isOut ? " \u00b7 " + filled(words.out, { first: one.first, last: one.last }) : "");
      var made = button(parent, at >= 0, at >= 0 ? "l" + at % COLOURS : "", text, function () { toggle(state.i, one.key); });
      if (isOut) { made.classList.add("absent", "out"); }
    });
    var more = document.getElementById("pick-more");
    var rest = data.instances.filter(function (one) { return offered.indexOf(one) < 0; });
    more.textContent = "";
    more.hidden = !rest.length;
    var first = element("option", "", words.more);
    first.value = "";
    more.appendChild(first);
    rest.forEach(function (one) {
      var option = element("option", "", word(one));
      option.value = one.key;
      more.appendChild(option);
    });
    refocus(parent, focused);
    parent = document.getElementById("pick-indexes");
    focused = focusOf(parent);
    parent.textContent = "";
    data.indexes.forEach(function (one) {
      var at = state.x.indexOf(one.id);
      button(parent, at >= 0, at >= 0 ? "x" + at % DASHES : "", word(one), function () { toggle(state.x, one.id); })
        .title = one.id;
    });
    refocus(parent, focused);
    Array.prototype.forEach.call(document.querySelectorAll("#pick-range button[data-months]"), function (one) {
      one.setAttribute("aria-pressed", String(preset(one.getAttribute("data-months")).join() === [state.from, state.to].join()));
    });
    document.getElementById("range-log").setAttribute("aria-pressed", String(state.log));
  }

  function isPreview(one) { return one.key.indexOf("p:") === 0; }

  // What a button of ranges stands for: months, `ytd`, `all`.
  function preset(name) {
    var shown = state.i.map(named);
    var last = shown.map(function (one) { return one.last; }).sort().pop() || days[days.length - 1];
    var first = shown.map(function (one) { return one.first; }).sort()[0] || days[0];
    if (name === "all") { return [first, last]; }
    if (name === "ytd") { return [last.slice(0, 4) + "-01-01", last]; }
    return [back(last, Number(name)), last];
  }

  function table(lines) {
    var body = document.getElementById("compare-rows");
    var base = state.x.length ? word(index(state.x[0])) : "";
    document.getElementById("compare-base").textContent = base;
    body.textContent = "";
    var largest = Math.max.apply(null, lines.map(function (line) { return Math.abs(line.range.excess || 0); }));
    lines.forEach(function (line) {
      var row = element("tr");
      var head = element("th");
      head.scope = "row";
      head.appendChild(swatch(line.style));
      if (line.thing.href) {
        var link = element("a", "", word(line.thing));
        link.href = words.pages + line.thing.href;
        head.appendChild(link);
      } else {
        head.appendChild(document.createTextNode(word(line.thing)));
      }
      row.appendChild(head);
      var range = line.range;
      cell(row, gain(range.gain, 2), "n c-gain " + tone(range.gain));
      cell(row, range.excess === null ? "\u2013" : signed(fixed(range.excess * 100, 2), range.excess), "n c-excess");
      var bar = cell(row, "", "c-bar");
      if (range.excess !== null && largest > 0) { bar.appendChild(deltaBar(range.excess, largest)); }
      cell(row, percent(range.volatility, 2), "n c-volatility");
      cell(row, fixed(range.sharpe, 3), "n c-sharpe");
      cell(row, percent(range.fall, 2), "n c-fall");
      cell(row, range.trough === null ? "" : days[range.peak] + " \u2013 " + days[range.trough], "c-span");
      cell(row, percent(range.hit, 1), "n c-hit");
      cell(row, percent(range.worst, 2), "n c-worst");
      cell(row, range.worstDay === null ? "" : days[range.worstDay], "c-day");
      cell(row, fixed(range.cost, 2), "n c-cost");
      body.appendChild(row);
    });
  }

  function tone(value) { return value > 0 ? "up" : value < 0 ? "down" : ""; }

  function cell(row, text, style) {
    var made = element("td", style, text);
    var head = document.querySelectorAll(".compare-table thead tr > *")[row.childNodes.length];
    if (head && head.textContent) { made.setAttribute("data-label", head.textContent); }
    row.appendChild(made);
    return made;
  }

  function deltaBar(value, largest) {
    var picture = drawn("svg", { "class": "bar", width: 52, height: 10, "aria-hidden": "true" });
    var length = value === 0 ? 0 : Math.max(1, Math.abs(value) / largest * 25);
    if (length) {
      drawn("rect", { "class": value > 0 ? "f-up" : "f-down", x: value > 0 ? 26 : 26 - length, y: 2, width: length,
        height: 6 }, picture);
    }
    drawn("path", { "class": "s-mid", d: "M26 0V10" }, picture);
    return picture;
  }

  function range(name) {
    var wanted = preset(name);
    choose(wanted[0], wanted[1]);
  }

  function choose(from, to) {
    state.from = from;
    state.to = to;
    show();
  }

  // MARK: Start

  Array.prototype.forEach.call(document.querySelectorAll("#pick-range button[data-months]"), function (one) {
    one.addEventListener("click", function () { range(one.getAttribute("data-months")); });
  });
  document.getElementById("range-log").addEventListener("click", function () { state.log = !state.log; show(); });
  var years = document.getElementById("range-year");
  var seen = {};
  days.forEach(function (day) { seen[day.slice(0, 4)] = true; });
  Object.keys(seen).sort().reverse().forEach(function (year) {
    var option = element("option", "", year);
    option.value = year;
    years.appendChild(option);
  });
  years.addEventListener("change", function () {
    if (!years.value) { return; }
    state.from = years.value + "-01-01";
    state.to = years.value + "-12-31";
    years.value = "";
    show();
  });
  ["range-from", "range-to"].forEach(function (id) {
    document.getElementById(id).addEventListener("change", function () {
      var from = document.getElementById("range-from").value, to = document.getElementById("range-to").value;
      if (isDay(from) && isDay(to)) { state.from = from; state.to = to; show(); }
    });
  });
  document.getElementById("pick-more").addEventListener("change", function (event) {
    if (event.target.value) { state.i.push(event.target.value); show(); }
  });
  window.addEventListener("hashchange", function () { state = read(); show(); });
  var width = tool.clientWidth;
  window.addEventListener("resize", function () {
    if (tool.clientWidth !== width) { width = tool.clientWidth; show(); }
  });
  tool.hidden = false;
  document.getElementById("compare-still").hidden = true;
  show();
})();
