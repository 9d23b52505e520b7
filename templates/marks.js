// Numbers as pages write them, and elements for scripts that draw. Classic script: file:// works.
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";
  window.aistockMarks = { fixed: fixed, percent: percent, signed: signed, gain: gain, element: element, drawn: drawn,
    swatch: swatch };

  function fixed(value, decimals) {
    if (value === null || !isFinite(value)) { return "\u2013"; }
    var parts = Math.abs(value).toFixed(decimals).split(".");
    var text = parts[0].replace(/\B(?=(\d{3})+$)/g, ",") + (parts[1] ? "." + parts[1] : "");
    return (value < 0 && Number(Math.abs(value).toFixed(decimals)) !== 0 ? "\u2212" : "") + text;
  }

  function percent(value, decimals) { return value === null ? "\u2013" : fixed(value * 100, decimals) + "%"; }

  function signed(text, value) { return value > 0 ? "+" + text : text; }

  function gain(value, decimals) { return value === null ? "\u2013" : signed(percent(value, decimals), value); }

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
})();
