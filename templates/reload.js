// Loads the status page anew every half minute while the reader lets it. Classic script: file:// works.
(function () {
  "use strict";
  var choice = document.getElementById("reload");
  if (!choice) { return; }
  var box = choice.querySelector("input");
  choice.hidden = false;
  setInterval(function () { if (box.checked) { location.reload(); } }, 30000);
})();
