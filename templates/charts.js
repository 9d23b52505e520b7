// Reads the values of a chart over time back from its drawing: under the pointer, under the arrow keys, and into a
// chart that zooms. Without it the page shows the same drawings and the figures behind them.
(function () {
  "use strict";

  var CHINESE = document.documentElement.lang === "zh-Hans";
  var NS = "http://www.w3.org/2000/svg";
  var DAY = 86400000;

  function numbers(text) { return text.split(" ").map(Number); }

  // The days of the first chart of the page that carries them and has the same first and last day.
  var known = {};
  Array.prototype.forEach.call(document.querySelectorAll("svg[data-gaps]"), function (svg) {
    var day = Date.parse(svg.getAttribute("data-from") + "T00:00:00Z");
    var days = [day];
    svg.getAttribute("data-gaps").split("").forEach(function (gap) {
      day += parseInt(gap, 36) * DAY;
      days.push(day);
    });
    known[key(svg)] = days;
  });

  function key(svg) {
    return [svg.getAttribute("data-from"), svg.getAttribute("data-to"), svg.getAttribute("data-days")].join(" ");
  }

  // A path of relative straight lines as points; a gap is a point without a place.
  function points(path) {
    var found = [];
    var x = 0, y = 0;
    var parts = path.match(/[MlLz]|-?\d*\.?\d+/g) || [];
    var command = "M";
    for (var at = 0; at < parts.length;) {
      if (/[MlLz]/.test(parts[at])) {
        command = parts[at];
        at += 1;
        if (command === "M" && found.length) found.push(null);
        continue;
      }
      var a = Number(parts[at]), b = Number(parts[at + 1]);
      at += 2;
      if (command === "l") { x += a; y += b; } else { x = a; y = b; }
      found.push([x, y]);
    }
    return found;
  }

  function Chart(svg) {
    var plot = numbers(svg.getAttribute("data-plot"));
    var values = numbers(svg.getAttribute("data-values"));
    this.svg = svg;
    this.left = plot[0]; this.top = plot[1]; this.right = plot[2]; this.bottom = plot[3];
    this.low = values[0]; this.high = values[1];
    this.unit = svg.getAttribute("data-unit");
    this.count = Number(svg.getAttribute("data-days"));
    this.days = known[key(svg)] || null;
    this.series = Array.prototype.map.call(svg.querySelectorAll("path[data-label]"), function (path) {
      return {
        path: path, label: path.getAttribute("data-label"), points: points(path.getAttribute("d")),
        isBars: path.getAttribute("data-kind") === "bars"
      };
    }).reverse();
  }

  Chart.prototype.x = function (index) {
    return this.count > 1 ? this.left + (this.right - this.left) * index / (this.count - 1) : (this.left + this.right) / 2;
  };

  Chart.prototype.index = function (x) {
    var share = (x - this.left) / (this.right - this.left);
    return Math.max(0, Math.min(this.count - 1, Math.round(share * (this.count - 1))));
  };

  Chart.prototype.value = function (y) {
    return this.low + (this.bottom - y) / (this.bottom - this.top) * (this.high - this.low);
  };

  // The value of a series at a day: on the line between the points that are drawn; null in a gap.
  Chart.prototype.at = function (series, index) {
    var x = this.x(index);
    var list = series.points;
    if (series.isBars) return this.bar(list, x);
    for (var place = 0; place + 1 < list.length; place += 1) {
      var one = list[place], next = list[place + 1];
      if (!one || !next || x < one[0] - 0.05 || x > next[0] + 0.05) continue;
      var share = next[0] > one[0] ? (x - one[0]) / (next[0] - one[0]) : 1;
      return this.value(one[1] + (next[1] - one[1]) * share);
    }
    return null;
  };

  // The length of the bar over a day, by the end that is farther from 0; 0 where there is no bar. A bar is two pixels wide.
  Chart.prototype.bar = function (list, x) {
    var chart = this;
    return list.reduce(function (longest, point) {
      if (!point || x - point[0] < -0.6 || x - point[0] > 2.1) return longest;
      var value = chart.value(point[1]);
      return Math.abs(value) > Math.abs(longest) ? value : longest;
    }, 0);
  };

  Chart.prototype.text = function (value) {
    if (value === null) return "–";
    var text = this.unit === "percent" ? (value * 100).toFixed(2) + "%" : value.toFixed(this.unit === "ratio" ? 3 : 2);
    return text.replace("-", "\u2212");
  };

  Chart.prototype.day = function (index) {
    return this.days ? new Date(this.days[index]).toISOString().slice(0, 10) : null;
  };

  function start(figure) {
    var drawings = Array.prototype.slice.call(figure.querySelectorAll("svg[data-plot]"));
    if (!drawings.length) return;
    var charts = drawings.map(function (svg) { return new Chart(svg); });
    var readout = document.createElement("p");
    readout.className = "readout";
    readout.setAttribute("aria-live", "polite");
    figure.insertBefore(readout, figure.querySelector(".wide"));
    charts.forEach(function (chart) { follow(chart, readout); });
    if (window.Dygraph && charts[0].days) zoom(figure, charts[0]);
  }

  function follow(chart, readout) {
    var line = document.createElementNS(NS, "path");
    line.setAttribute("class", "cross");
    var place = chart.count - 1;
    chart.svg.setAttribute("tabindex", "0");

    function show(index) {
      place = index;
      if (!line.parentNode) chart.svg.appendChild(line);
      line.setAttribute("d", "M" + chart.x(index).toFixed(1) + " " + chart.top + "V" + chart.bottom);
      var parts = chart.series.map(function (series) { return series.label + " " + chart.text(chart.at(series, index)); });
      readout.textContent = [chart.day(index)].concat(parts).filter(Boolean).join(" · ");
    }

    function hide() {
      if (line.parentNode) line.parentNode.removeChild(line);
      readout.textContent = "";
    }

    chart.svg.addEventListener("pointermove", function (event) {
      var box = chart.svg.getBoundingClientRect();
      var scale = chart.svg.viewBox.baseVal.width / box.width;
      show(chart.index((event.clientX - box.left) * scale));
    });
    chart.svg.addEventListener("pointerleave", hide);
    chart.svg.addEventListener("blur", hide);
    chart.svg.addEventListener("keydown", function (event) {
      var step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 }[event.key];
      if (event.key === "Home") show(0);
      else if (event.key === "End") show(chart.count - 1);
      else if (step) show(Math.max(0, Math.min(chart.count - 1, place + step)));
      else return;
      event.preventDefault();
    });
  }

  // The library's own legend writes style attributes, which the page's policy blocks: names stand above the chart.
  if (window.Dygraph) {
    window.Dygraph.PLUGINS = window.Dygraph.PLUGINS.filter(function (one) { return one !== window.Dygraph.Plugins.Legend; });
  }

  // dygraphs over the values of the drawing: range, zoom, a logarithmic axis where all values are above 0.
  function zoom(figure, chart) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "zoom-button";
    button.textContent = CHINESE ? "缩放" : "Zoom";
    var logarithm = document.createElement("button");
    logarithm.type = "button";
    logarithm.className = "zoom-button";
    logarithm.textContent = CHINESE ? "对数轴" : "Log axis";
    logarithm.hidden = true;
    var box = document.createElement("div");
    box.className = "zoomed";
    box.hidden = true;
    var names = document.createElement("p");
    names.className = "zoomed-names";
    names.hidden = true;
    var graph = null;

    function rows() {
      var found = [];
      for (var index = 0; index < chart.count; index += 1) {
        found.push([new Date(chart.days[index])].concat(chart.series.map(function (series) { return chart.at(series, index); })));
      }
      return found;
    }

    // Names of the lines in their colours, and their values under the pointer.
    function tell(index) {
      names.textContent = index === null ? "" : chart.day(index) + " ";
      chart.series.forEach(function (series) {
        var part = document.createElement("span");
        part.style.color = window.getComputedStyle(series.path).stroke;
        part.textContent = series.label + (index === null ? "" : " " + chart.text(chart.at(series, index))) + " ";
        names.appendChild(part);
      });
    }

    button.addEventListener("click", function () {
      box.hidden = !box.hidden;
      logarithm.hidden = box.hidden || chart.low <= 0;
      button.setAttribute("aria-expanded", String(!box.hidden));
      names.hidden = box.hidden;
      if (graph || box.hidden) return;
      tell(null);
      var ink = window.getComputedStyle(box);
      var patterns = {};
      chart.series.forEach(function (series) {
        if (/index|quiet/.test(series.path.getAttribute("class"))) patterns[series.label] = { strokePattern: [3, 2] };
      });
      graph = new window.Dygraph(box, rows(), {
        colors: chart.series.map(function (series) { return window.getComputedStyle(series.path).stroke; }),
        series: patterns, axisLineColor: ink.color, gridLineColor: ink.borderTopColor,
        labels: [CHINESE ? "日期" : "Day"].concat(chart.series.map(function (series) { return series.label; })),
        showRangeSelector: true, labelsUTC: true, legend: "never", connectSeparatedPoints: false,
        highlightCallback: function (event, x, points, row) { tell(row); },
        unhighlightCallback: function () { tell(null); },
        axes: { y: { axisLabelFormatter: function (value) { return chart.text(value); }, valueFormatter: function (value) { return chart.text(value); } } }
      });
    });
    logarithm.addEventListener("click", function () {
      var isOn = logarithm.getAttribute("aria-pressed") !== "true";
      logarithm.setAttribute("aria-pressed", String(isOn));
      graph.updateOptions({ logscale: isOn });
    });
    button.setAttribute("aria-expanded", "false");
    figure.appendChild(button);
    figure.appendChild(logarithm);
    figure.appendChild(names);
    figure.appendChild(box);
  }

  Array.prototype.forEach.call(document.querySelectorAll("figure.chart, .multiple.chart"), start);
})();
