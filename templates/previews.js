// Previews compared over the index, on a chart that zooms; the view lives in the address, so that a link
// shows what its sender saw. Without dygraphs the drawing of the page stays. Classic script: file:// works.
(function () {
  "use strict";
  var source = document.getElementById("preview-data");
  if (source) { compare(JSON.parse(source.textContent)); }
  live(document.getElementById("live"));

  function readState(data) {
    var state = { show: null, from: 0, to: data.days.length - 1 };
    location.hash.replace(/^#/, "").split("&").forEach(function (part) {
      var cut = part.indexOf("=");
      var key = part.slice(0, cut);
      var value = decodeURIComponent(part.slice(cut + 1));
      if (key === "show") { state.show = value === "" ? [] : value.split(","); }
      if (key === "from") { state.from = Math.max(0, place(data.days, value)); }
      if (key === "to") { state.to = Math.min(data.days.length - 1, place(data.days, value)); }
    });
    if (!(state.from < state.to)) { state.from = 0; state.to = data.days.length - 1; }
    return state;
  }

  // The first day that is not before a date; days are sorted texts.
  function place(days, date) {
    var low = 0, high = days.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (days[middle] < date) { low = middle + 1; } else { high = middle; }
    }
    return low;
  }

  function compare(data) {
    if (!window.Dygraph || data.days.length < 2) { return; }
    var state = readState(data);
    var picker = document.getElementById("picker");
    var boxes = data.previews.concat(data.indexes).map(function (line) {
      var label = document.createElement("label");
      var box = document.createElement("input");
      box.type = "checkbox";
      box.value = line.id;
      box.checked = state.show ? state.show.indexOf(line.id) >= 0 : !line.off;
      box.addEventListener("change", draw);
      label.appendChild(box);
      label.appendChild(document.createTextNode(" " + line.name));
      picker.appendChild(label);
      return box;
    });
    document.getElementById("zoom").hidden = false;
    document.getElementById("still").hidden = true;
    var lines = data.previews.concat(data.indexes);
    var charts = [];
    var moving = false;
    var from = document.getElementById("range-from");
    var to = document.getElementById("range-to");
    [from, to].forEach(function (field) {
      field.min = data.days[0];
      field.max = data.days[data.days.length - 1];
      field.addEventListener("change", function () {
        if (!from.value || !to.value) { return; }
        var last = place(data.days, to.value);
        if (last >= data.days.length || data.days[last] > to.value) { last -= 1; }
        range(place(data.days, from.value), last);
      });
    });
    document.getElementById("range-whole").addEventListener("click", function () { range(0, data.days.length - 1); });

    function range(first, last) {
      if (!(first < last)) { return; }
      state.from = first;
      state.to = last;
      draw();
    }

    function isIndex(line) { return data.indexes.indexOf(line) >= 0; }

    // An index starts at 1 on the first day shown that has a close.
    function values(line) {
      if (!isIndex(line)) { return line.nav; }
      var base = null;
      for (var day = state.from; day < line.nav.length && base === null; day++) { base = line.nav[day]; }
      return line.nav.map(function (value) { return value === null || base === null ? null : value / base; });
    }

    function falls(line) {
      if (!isIndex(line)) { return line.fall; }
      var peak = 0;
      return line.nav.map(function (value) {
        if (value === null) { return null; }
        peak = Math.max(peak, value);
        return value / peak - 1;
      });
    }

    function rows(columns) {
      return data.days.map(function (day, index) {
        return [index].concat(columns.map(function (column) { return column[index]; }));
      });
    }

    function draw() {
      var shown = lines.filter(function (line, index) { return boxes[index].checked; });
      charts.forEach(function (chart) { chart.destroy(); });
      charts = [];
      save(shown);
      if (!shown.length) { return; }
      charts = [chart("zoom-nav", shown, values, 4, true), chart("zoom-fall", shown, falls, 4, false)];
    }

    function chart(id, shown, column, digits, hasRange) {
      // Net values as they are, falls in per cent.
      function text(value, decimals) {
        var shown = hasRange ? value.toFixed(decimals) : (value * 100).toFixed(decimals - 2) + "%";
        return shown.replace("-", "\u2212");
      }
      return new Dygraph(document.getElementById(id), rows(shown.map(column)), {
        labels: ["day"].concat(shown.map(function (line) { return line.name; })),
        colors: shown.map(function (line) { return line.colour; }),
        dateWindow: [state.from, state.to], showRangeSelector: hasRange, legend: "always",
        labelsDiv: hasRange ? "legend" : document.createElement("div"), strokeWidth: 1.4, animatedZooms: false,
        yRangePad: 12, includeZero: !hasRange,
        axes: {
          x: {
            valueFormatter: function (index) { return data.days[index] || ""; },
            axisLabelFormatter: function (index) { return index % 1 === 0 ? data.days[index] || "" : ""; },
            axisLabelWidth: 90, pixelsPerLabel: 110
          },
          y: {
            valueFormatter: function (value) { return text(value, digits); },
            axisLabelFormatter: function (value) { return text(value, 2); }
          }
        },
        drawCallback: function (drawn, isFirst) { if (!isFirst) { moved(drawn, shown); } },
        highlightCallback: function (event, x, points, row) { select(id, row); },
        unhighlightCallback: function () { charts.forEach(function (other) { other.clearSelection(); }); }
      });
    }

    function select(id, row) {
      charts.forEach(function (other) {
        if (other.maindiv_ && other.maindiv_.id !== id) { other.setSelection(row); }
      });
    }

    function moved(drawn, shown) {
      if (moving) { return; }
      moving = true;
      var range = drawn.xAxisRange();
      state.from = Math.max(0, Math.round(range[0]));
      state.to = Math.min(data.days.length - 1, Math.round(range[1]));
      charts.forEach(function (other) {
        if (other !== drawn) { other.updateOptions({ dateWindow: range }); }
      });
      if (charts[0]) { charts[0].updateOptions({ file: rows(shown.map(values)) }); }
      save(shown);
      moving = false;
    }

    function save(shown) {
      var parts = ["show=" + shown.map(function (line) { return encodeURIComponent(line.id); }).join(",")];
      parts.push("from=" + data.days[state.from], "to=" + data.days[state.to]);
      // Browsers refuse to change the address of some local files: the view is then not kept.
      from.value = data.days[state.from];
      to.value = data.days[state.to];
      try { history.replaceState(null, "", "#" + parts.join("&")); } catch (error) { return; }
    }

    draw();
  }

  // Once a minute the newest refresh is read as a script: it is there while `preview watch` runs.
  function live(section) {
    if (!section) { return; }
    var rows = document.getElementById("live-rows");
    var age = document.getElementById("live-age");
    var page = JSON.parse(section.getAttribute("data-live"));
    var settled = page.settled || "";
    var latest = null;

    window.aistockLive = function (document_) {
      latest = document_;
      rows.textContent = "";
      Object.keys(latest.previews).sort().forEach(function (id) {
        // What was made since the page was written is not on it yet.
        if (!page.names[id]) { return; }
        var own = latest.previews[id];
        var row = document.createElement("tr");
        cell(row, "th", page.names[id], "");
        cell(row, "td", yuan(own.total), "n");
        cell(row, "td", yuan(own.daily), "n " + tone(own.daily));
        cell(row, "td", yuan(own.cum), "n " + tone(own.cum));
        cell(row, "td", String(own.missing), "n");
        rows.appendChild(row);
      });
      // A day that is settled says more by its close.
      section.hidden = rows.childNodes.length === 0 || latest.asOf.slice(0, 10) <= settled;
      tell();
    };

    // As the page writes money: 1,234.50, and a true minus sign.
    function yuan(value) {
      var parts = Math.abs(value).toFixed(2).split(".");
      return (value < 0 ? "\u2212" : "") + parts[0].replace(/\B(?=(\d{3})+$)/g, ",") + "." + parts[1];
    }

    function tone(value) { return value > 0 ? "up" : value < 0 ? "down" : "flat"; }

    function cell(row, kind, text, style) {
      var made = document.createElement(kind);
      if (kind === "th") { made.scope = "row"; }
      made.className = style;
      made.textContent = text;
      row.appendChild(made);
    }

    function tell() {
      if (!latest) { return; }
      var minutes = Math.max(0, Math.round((Date.now() - Date.parse(latest.asOf)) / 60000));
      var days = Math.floor(minutes / 1440);
      // Three minutes without a refresh in session: whoever refreshes has stopped, or the site was copied.
      var isOld = minutes > 3 && inSession();
      age.className = isOld ? "muted old" : "muted";
      age.textContent = latest.asOf + " · "
        + (days > 0 ? page.days.replace("{n}", days) : page.minutes.replace("{n}", minutes)) + (isOld ? page.old : "");
    }

    // China's clock, whatever the reader's: 9:30 to 11:30 and 13:00 to 15:00 on weekdays.
    function inSession() {
      var china = new Date(Date.now() + 8 * 3600000);
      var minute = china.getUTCHours() * 60 + china.getUTCMinutes();
      var day = china.getUTCDay();
      return day > 0 && day < 6 && ((minute > 573 && minute <= 690) || (minute > 783 && minute <= 900));
    }

    function ask() {
      var script = document.createElement("script");
      script.src = page.source + "?" + Date.now();
      script.onload = script.onerror = function () { script.remove(); };
      document.body.appendChild(script);
      tell();
    }

    ask();
    setInterval(ask, 60000);
  }
})();
