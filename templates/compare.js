// Migrations and previews side by side over any range. The view stands in the address, so that a link shows what its
// sender saw: #i=p:one,m:two&x=SH000300&from=2020-01-01&to=2020-12-31&log=1. Classic script: file:// works. Without it
// the page's own drawing and table stay. The figures are those of range.js.
(function () {
  "use strict";
  var data = window.aistockCurves;
  var tool = document.getElementById("compare-tool");
  if (!data || !tool || data.days.length < 2) { return; }
  var language = document.documentElement.lang;
  var words = tool.dataset;
  var days = data.days;
  var SVG = "http://www.w3.org/2000/svg";
  var COLOURS = 8, DASHES = 4, CHIPS = 12;
  var closes = window.aistockRange.closes, figures = window.aistockRange.figures;
  var waiting = {};
  var state = read();
  var pointed = null;
  var dragged = null;

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

  function word(thing) { return thing.name[language] || thing.name.en; }

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

  function fixed(value, decimals) {
    if (value === null || !isFinite(value)) { return "\u2013"; }
    var parts = Math.abs(value).toFixed(decimals).split(".");
    var text = parts[0].replace(/\B(?=(\d{3})+$)/g, ",") + (parts[1] ? "." + parts[1] : "");
    return (value < 0 && Number(Math.abs(value).toFixed(decimals)) !== 0 ? "\u2212" : "") + text;
  }
  function percent(value, decimals) { return value === null ? "\u2013" : fixed(value * 100, decimals) + "%"; }
  function signed(text, value) { return value > 0 ? "+" + text : text; }
  function gain(value, decimals) { return value === null ? "\u2013" : signed(percent(value, decimals), value); }
  function filled(pattern, parts) {
    return pattern.replace(/\{(\w+)\}/g, function (whole, name) { return name in parts ? parts[name] : whole; });
  }

  function element(kind, style, text) {
    var made = document.createElement(kind);
    if (style) { made.className = style; }
    if (text !== undefined) { made.textContent = text; }
    return made;
  }

  function drawn(kind, attributes, parent) {
    var made = document.createElementNS(SVG, kind);
    Object.keys(attributes).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    if (parent) { parent.appendChild(made); }
    return made;
  }

  function swatch(style) {
    var picture = drawn("svg", { "class": "swatch", width: 18, height: 8, "aria-hidden": "true" });
    drawn("path", { "class": style, d: "M0 4H18" }, picture);
    return picture;
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
    charts(lines, from, to);
  }

  function tell(lines, from, to) {
    var own = lines.filter(function (line) { return !line.isIndex && line.range.days; });
    var longest = own.slice().sort(function (one, other) { return other.range.days - one.range.days; })[0];
    document.getElementById("compare-range").textContent = longest
      ? filled(words.range, { from: state.from, to: state.to, days: fixed(longest.range.days, 0),
        base: days[longest.range.base] })
      : words.nothing;
    document.getElementById("compare-lead").textContent = longest ? filled(words.lead, {
      from: state.from, to: state.to,
      gains: lines.filter(function (line) { return line.range.days; }).map(function (line) {
        return word(line.thing) + " " + percent(line.range.gain, 2);
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
    if (!own.length) { return words.nothing; }
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

  // MARK: Drawing

  function charts(lines, from, to) {
    var shown = lines.filter(function (line) { return line.range.days; });
    var first = shown.length ? Math.min.apply(null, shown.map(function (line) { return line.range.base; })) : from;
    chart("compare-chart", shown, first, to, 1, state.log);
    chart("fall-chart", shown, first, to, 2, false);
    overview(lines, from, to);
    legend(shown);
  }

  function room(parent, height) {
    var width = Math.max(280, parent.clientWidth);
    var isNarrow = width < 640;
    return { width: width, height: isNarrow ? Math.round(height * 0.8) : height, left: 52, right: isNarrow ? 10 : 190,
      top: 8, bottom: 24, isNarrow: isNarrow };
  }

  function chart(id, lines, first, last, column, isLog) {
    var parent = document.getElementById(id);
    parent.textContent = "";
    if (!lines.length) { return; }
    var box = room(parent, column === 1 ? 360 : 160);
    var all = [0];
    lines.forEach(function (line) { line.range.points.forEach(function (point) { all.push(point[column]); }); });
    var scale = yScale(Math.min.apply(null, all), Math.max.apply(null, all), box, isLog);
    var span = Math.max(1, last - first);
    function x(day) { return box.left + (day - first) / span * (box.width - box.left - box.right); }
    var picture = drawn("svg", { width: box.width, height: box.height, viewBox: "0 0 " + box.width + " " + box.height,
      role: "img", tabindex: "0", "aria-label": column === 1 ? document.getElementById("compare-title").textContent
        : document.getElementById("fall-title").textContent }, parent);
    scale.ticks.forEach(function (tick) {
      var y = scale.y(tick);
      drawn("path", { "class": tick === 0 ? "s-ink" : "s-hair", d: "M" + box.left + " " + y + "H" + (box.width - box.right) }, picture);
      var text = drawn("text", { "class": "axis", x: box.left - 6, y: y + 4, "text-anchor": "end" }, picture);
      text.textContent = column === 1 ? gain(tick, scale.decimals) : percent(tick, scale.decimals);
    });
    dayTicks(first, last, box).forEach(function (tick) {
      drawn("path", { "class": "s-mid", d: "M" + x(tick.day) + " " + (box.height - box.bottom) + "v4" }, picture);
      var text = drawn("text", { "class": "axis", x: x(tick.day) + 3, y: box.height - 8 }, picture);
      text.textContent = tick.text;
    });
    lines.slice().reverse().forEach(function (line) {
      drawn("path", { "class": line.style, d: path(line.range.points, column, x, scale.y) }, picture);
    });
    if (!box.isNarrow) { labels(lines, column, x, scale.y, box, picture); }
    point(picture, lines, column, x, scale, box, first, last);
  }

  // At most two points a pixel: the eye sees no more.
  function path(points, column, x, y) {
    var text = "", previous = -1;
    points.forEach(function (point, at) {
      var pixel = Math.round(x(point[0]) * 2);
      if (pixel === previous && at < points.length - 1) { return; }
      previous = pixel;
      text += (text ? "L" : "M") + x(point[0]).toFixed(1) + " " + y(point[column]).toFixed(1);
    });
    return text;
  }

  function yScale(low, high, box, isLog) {
    if (high - low < 1e-6) { high = low + 0.01; }
    var step = niceStep((high - low) / 6);
    var bottom = Math.floor(low / step) * step, top = Math.ceil(high / step) * step;
    var ticks = [];
    for (var tick = bottom; tick <= top + step / 2; tick += step) { ticks.push(Math.round(tick / step) * step); }
    function height(value) { return isLog ? Math.log(Math.max(1e-6, 1 + value)) : value; }
    var span = height(top) - height(bottom);
    return {
      ticks: ticks, decimals: step < 0.001 ? 2 : step < 0.01 ? 1 : 0,
      y: function (value) { return box.top + (1 - (height(value) - height(bottom)) / span) * (box.height - box.top - box.bottom); }
    };
  }

  function niceStep(rough) {
    var power = Math.pow(10, Math.floor(Math.log(rough) / Math.LN10));
    var share = rough / power;
    return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
  }

  // The first trading days of months, quarters or years, as many as have room.
  function dayTicks(first, last, box) {
    var most = Math.max(2, Math.floor((box.width - box.left - box.right) / 74));
    var found = [];
    [1, 3, 12, 24, 60].some(function (months) {
      found = [];
      for (var day = first + 1; day <= last; day++) {
        var before = days[day - 1], own = days[day];
        if (own.slice(0, 7) === before.slice(0, 7)) { continue; }
        var month = Number(own.slice(0, 4)) * 12 + Number(own.slice(5, 7)) - 1;
        if (month % months === 0) {
          found.push({ day: day, text: months >= 12 ? own.slice(0, 4) : own.slice(0, 7) });
        }
      }
      return found.length <= most;
    });
    return found;
  }

  // Names stand at the ends of their lines, 15 pixels apart at least.
  function labels(lines, column, x, y, box, picture) {
    var wanted = lines.map(function (line) {
      var end = line.range.points[line.range.points.length - 1];
      var value = column === 1 ? line.range.gain : line.range.fall;
      return { line: line, from: y(end[column]), x: x(end[0]), y: y(end[column]),
        text: word(line.thing) + " " + (column === 1 ? gain(value, 2) : percent(value, 2)) };
    }).sort(function (one, other) { return one.y - other.y; });
    var next = box.top + 4;
    wanted.forEach(function (label) { label.y = Math.max(label.y, next); next = label.y + 15; });
    var most = box.height - box.bottom;
    for (var at = wanted.length - 1; at >= 0; at--) {
      wanted[at].y = Math.min(wanted[at].y, most);
      most = wanted[at].y - 15;
    }
    wanted.forEach(function (label) {
      var start = box.width - box.right + 14;
      drawn("path", { "class": "s-mid", d: "M" + label.x + " " + label.from + "L" + (start - 4) + " " + label.y }, picture);
      var text = drawn("text", { "class": "label t-" + label.line.style, x: start, y: label.y + 4 }, picture);
      text.textContent = label.text.length > 26 ? label.text.slice(0, 12) + "\u2026" + label.text.slice(-12) : label.text;
    });
  }

  // A line under the pointer with its values; arrows move it, dragging takes a part of the range.
  function point(picture, lines, column, x, scale, box, first, last) {
    var cross = drawn("path", { "class": "s-mid", d: "" }, picture);
    var band = drawn("rect", { "class": "band", x: 0, y: box.top, width: 0, height: box.height - box.top - box.bottom }, picture);
    function day(event) {
      var left = picture.getBoundingClientRect().left;
      var share = (event.clientX - left - box.left) / (box.width - box.left - box.right);
      return Math.round(Math.min(1, Math.max(0, share)) * (last - first)) + first;
    }
    function at(wanted) {
      pointed = Math.min(last, Math.max(first, wanted));
      cross.setAttribute("d", "M" + x(pointed) + " " + box.top + "V" + (box.height - box.bottom));
      readout(lines, pointed, column);
    }
    picture.addEventListener("pointermove", function (event) {
      at(day(event));
      if (dragged && dragged.picture === picture) {
        var one = x(dragged.day), other = x(pointed);
        band.setAttribute("x", Math.min(one, other));
        band.setAttribute("width", Math.abs(other - one));
      }
    });
    picture.addEventListener("pointerdown", function (event) { dragged = { picture: picture, day: day(event) }; });
    picture.addEventListener("pointerup", function (event) {
      var start = dragged && dragged.picture === picture ? dragged.day : null;
      dragged = null;
      var end = day(event);
      // A click is no range; the first day of a range is the one behind the close that it counts from.
      if (start === null || Math.abs(end - start) < 3) { band.setAttribute("width", 0); return; }
      state.from = days[Math.min(start, end) + 1];
      state.to = days[Math.max(start, end)];
      show();
    });
    picture.addEventListener("pointerleave", function () { cross.setAttribute("d", ""); readout([], 0, column); });
    picture.addEventListener("dblclick", function () { range("all"); });
    picture.addEventListener("keydown", function (event) {
      var step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 }[event.key];
      if (event.key === "Home") { at(first); } else if (event.key === "End") { at(last); }
      else if (step) { at((pointed === null ? last : pointed) + step); } else { return; }
      event.preventDefault();
    });
  }

  function readout(lines, day, column) {
    var text = document.getElementById("compare-readout");
    text.textContent = "";
    if (!lines.length) { text.textContent = "\u00a0"; return; }
    text.appendChild(element("b", "", days[day]));
    lines.forEach(function (line) {
      var known = line.range.points.filter(function (point) { return point[0] <= day; }).pop();
      if (!known || known[0] < day - 5) { return; }
      var part = element("span", "");
      part.appendChild(swatch(line.style));
      part.appendChild(document.createTextNode(word(line.thing) + " " + gain(known[column], 2)));
      text.appendChild(part);
    });
  }

  function legend(lines) {
    var list = document.getElementById("compare-legend");
    list.textContent = "";
    lines.forEach(function (line) {
      var item = element("li", "");
      item.appendChild(swatch(line.style));
      item.appendChild(document.createTextNode(word(line.thing) + " " + gain(line.range.gain, 2)));
      list.appendChild(item);
    });
  }

  // The whole of all lines, with the range marked; dragging over it takes another one.
  function overview(lines, from, to) {
    var parent = document.getElementById("overview-chart");
    parent.textContent = "";
    var shown = lines.filter(function (line) { return line.known.length > 1; });
    if (!shown.length) { return; }
    var own = shown.filter(function (line) { return !line.isIndex; });
    var picked = own.length ? own : shown;
    var first = Math.min.apply(null, picked.map(function (line) { return line.known[0][0]; }));
    var last = Math.max.apply(null, picked.map(function (line) { return line.known[line.known.length - 1][0]; }));
    var box = room(parent, 64);
    box.height = 64;
    box.top = 4;
    box.bottom = 20;
    var parts = shown.map(function (line) {
      var points = line.known.filter(function (close) { return close[0] >= first && close[0] <= last; });
      var base = points.length ? points[0][1] : 1;
      return { style: line.style, points: points.map(function (close) { return [close[0], close[1] / base]; }) };
    });
    var all = [];
    parts.forEach(function (part) { part.points.forEach(function (one) { all.push(one[1]); }); });
    var low = Math.min.apply(null, all), high = Math.max.apply(null, all);
    function x(day) { return box.left + (day - first) / Math.max(1, last - first) * (box.width - box.left - box.right); }
    function y(value) { return box.top + (1 - (value - low) / Math.max(1e-9, high - low)) * (box.height - box.top - box.bottom); }
    var picture = drawn("svg", { width: box.width, height: box.height, viewBox: "0 0 " + box.width + " " + box.height,
      role: "img", "aria-label": words.overview }, parent);
    var left = x(Math.max(first, from)), right = x(Math.min(last, to));
    drawn("rect", { "class": "chosen", x: Math.min(left, right), y: box.top, width: Math.abs(right - left),
      height: box.height - box.top - box.bottom }, picture);
    parts.reverse().forEach(function (part) {
      drawn("path", { "class": part.style, d: path(part.points, 1, x, y) }, picture);
    });
    [left, right].forEach(function (edge) {
      drawn("path", { "class": "s-ink", d: "M" + edge + " " + box.top + "V" + (box.height - box.bottom) }, picture);
    });
    dayTicks(first, last, box).forEach(function (tick) {
      var text = drawn("text", { "class": "axis", x: x(tick.day) + 3, y: box.height - 6 }, picture);
      text.textContent = tick.text;
    });
    function day(event) {
      var share = (event.clientX - picture.getBoundingClientRect().left - box.left) / (box.width - box.left - box.right);
      return Math.round(Math.min(1, Math.max(0, share)) * (last - first)) + first;
    }
    var start = null;
    picture.addEventListener("pointerdown", function (event) { start = day(event); });
    picture.addEventListener("pointerup", function (event) {
      var end = day(event);
      if (start === null || Math.abs(end - start) < 3) { return; }
      state.from = days[Math.min(start, end)];
      state.to = days[Math.max(start, end)];
      start = null;
      show();
    });
  }

  function range(name) {
    var wanted = preset(name);
    state.from = wanted[0];
    state.to = wanted[1];
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
