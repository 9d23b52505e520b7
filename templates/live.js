// The newest refresh of a session on the pages of previews. Classic script: file:// works.
(function () {
  "use strict";
  live(document.getElementById("live"));

  // Once a minute the newest refresh is read as a script: it is there while `preview watch` runs.
  function live(section) {
    if (!section) { return; }
    var rows = document.getElementById("live-rows");
    var age = document.getElementById("live-age");
    var page = section.dataset;
    var names = JSON.parse(page.names);
    var latest = null;

    window.aistockLive = function (document_) {
      // Between sessions the file is there and says nothing.
      if (!document_) { return; }
      latest = document_;
      rows.textContent = "";
      Object.keys(latest.previews).sort().forEach(function (id) {
        // What was made since the page was written is not on it yet.
        if (!names[id]) { return; }
        var own = latest.previews[id];
        var row = document.createElement("tr");
        cell(row, "th", names[id], "");
        cell(row, "td", yuan(own.total), "n");
        cell(row, "td", yuan(own.daily), "n " + tone(own.daily));
        cell(row, "td", yuan(own.cum), "n " + tone(own.cum));
        cell(row, "td", String(own.missing), "n");
        rows.appendChild(row);
      });
      // A day that is settled says more by its close.
      section.hidden = rows.childNodes.length === 0 || latest.asOf.slice(0, 10) <= (page.settled || "");
      tell();
    };

    // As the page writes money: 1,234.50, and a true minus sign.
    function yuan(value) {
      var parts = Math.abs(value).toFixed(2).split(".");
      return (value < 0 ? "\u2212" : "") + parts[0].replace(/\B(?=(\d{3})+$)/g, ",") + "." + parts[1];
    }

    function tone(value) { return value > 0 ? "up" : value < 0 ? "down" : ""; }

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
      age.className = isOld ? "warn" : "";
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
