// Lines as the browser draws them: axes, names at the ends, values under the pointer, and the overview of all days. What
// a reader chooses in a drawing is told to who asked for it. Classic script: file:// works.
(function () {
  "use strict";
  var marks = window.aistockMarks;
  var percent = marks.percent, gain = marks.gain, element = marks.element, drawn = marks.drawn, swatch = marks.swatch;

  // `tool`: the days, what a line is called (`word`), the words of the overview, and what is done with a range that is
  // dragged over (`choose`) or given up (`whole`).
  window.aistockLines = function (tool) {
    var days = tool.days;
    var pointed = null;
    var dragged = null;
    return { show: show };

    function show(lines, from, to, isLog) {
      var shown = lines.filter(function (line) { return line.range.days; });
      var first = shown.length ? Math.min.apply(null, shown.map(function (line) { return line.range.base; })) : from;
      chart("compare-chart", shown, first, to, 1, isLog);
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
          text: tool.brief(line.thing, 17) + " " + (column === 1 ? gain(value, 2) : percent(value, 2)) };
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
        text.textContent = label.text;
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
        tool.choose(days[Math.min(start, end) + 1], days[Math.max(start, end)]);
      });
      picture.addEventListener("pointerleave", function () { cross.setAttribute("d", ""); readout([], 0, column); });
      picture.addEventListener("dblclick", tool.whole);
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
        part.appendChild(document.createTextNode(tool.brief(line.thing, 40) + " " + gain(known[column], 2)));
        text.appendChild(part);
      });
    }

    function legend(lines) {
      var list = document.getElementById("compare-legend");
      list.textContent = "";
      lines.forEach(function (line) {
        var item = element("li", "");
        item.appendChild(swatch(line.style));
        item.appendChild(document.createTextNode(tool.brief(line.thing, 40) + " " + gain(line.range.gain, 2)));
        list.appendChild(item);
      });
    }

    // The whole of all lines, with the range marked; dragging over it takes another one.
    function overview(lines, from, to) {
      var parent = document.getElementById("overview-chart");
      parent.textContent = "";
      var shown = lines.filter(function (line) { return line.known.length > 1; });
      if (!shown.length) { return; }
      // The days of the instances, and of everything where the range lies outside of theirs.
      var own = shown.filter(function (line) { return !line.isIndex && line.range.days; });
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
        role: "img", "aria-label": tool.overview }, parent);
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
        var one = Math.min(start, end), other = Math.max(start, end);
        start = null;
        tool.choose(days[one], days[other]);
      });
    }
  };
})();
