// The figures of a line over a range of days, rebased to the close before it: what Metrics/RangeMetrics.swift computes,
// with the year of 238 days that the pages of previews have. Nothing here touches the page. Classic script.
(function () {
  "use strict";
  var YEAR = 238;
  window.aistockRange = { closes: closes, figures: figures };

  // Closes of a line as pairs of place and value; a day without one is passed over.
  function closes(series) {
    var found = [];
    series.values.forEach(function (value, at) {
      if (value !== null) { found.push([series.start + at, value, series.costs ? series.costs[at] : null]); }
    });
    return found;
  }

  function levels(known, places) {
    var next = 0, level = NaN;
    return places.map(function (day) {
      while (next < known.length && known[next][0] <= day) { level = known[next][1]; next += 1; }
      return level;
    });
  }

  // The figures of a line over the range, rebased to the close before it.
  function figures(known, base, from, to) {
    var inside = [];
    for (var row = 1; row < known.length; row++) {
      if (known[row][0] >= from && known[row][0] <= to) { inside.push(row); }
    }
    var result = { days: inside.length, gain: null, excess: null, volatility: null, sharpe: null, fall: null, peak: null,
      trough: null, hit: null, worst: null, worstDay: null, cost: null, points: [], base: null };
    if (!inside.length) { return result; }
    var start = known[inside[0] - 1];
    var end = known[inside[inside.length - 1]];
    var changes = inside.map(function (row) { return known[row][1] / known[row - 1][1] - 1; });
    result.base = start[0];
    result.gain = changes.reduce(function (growth, change) { return growth * (1 + change); }, 1) - 1;
    if (base) {
      var around = [start[0]].concat(inside.map(function (row) { return known[row][0]; }));
      var level = levels(base, around);
      var other = level[level.length - 1] / level[0] - 1;
      if (isFinite(other)) { result.excess = result.gain - other; }
    }
    var mean = changes.reduce(sum, 0) / changes.length;
    if (changes.length > 1) {
      var spread = Math.sqrt(changes.map(function (change) { return (change - mean) * (change - mean); }).reduce(sum, 0)
        / (changes.length - 1));
      result.volatility = spread * Math.sqrt(YEAR);
      if (spread > 0) { result.sharpe = mean / spread * Math.sqrt(YEAR); }
    }
    var value = 1, peak = 1, peakDay = start[0];
    result.fall = 0;
    result.points = [[start[0], 0, 0]];
    inside.forEach(function (row, at) {
      value *= 1 + changes[at];
      if (value > peak) { peak = value; peakDay = known[row][0]; }
      var depth = value / peak - 1;
      if (depth < result.fall) { result.fall = depth; result.peak = peakDay; result.trough = known[row][0]; }
      if (result.worst === null || changes[at] < result.worst) {
        result.worst = changes[at];
        result.worstDay = known[row][0];
      }
      result.points.push([known[row][0], value - 1, depth]);
    });
    result.hit = changes.filter(function (change) { return change > 0; }).length / changes.length;
    if (end[2] !== null && start[2] !== null) { result.cost = end[2] - start[2]; }
    return result;
  }

  function sum(one, other) { return one + other; }
})();
