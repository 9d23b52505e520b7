import Primitives

/// Pages of the watched site, one of each kind or all, opened once; what was seen is judged rule by rule in
/// `EveryPageTests`.
struct PageWalk: Sendable {
  struct Sight: Sendable {
    var page: String
    /// Of axe-core, by colour scheme.
    var violations: [Browser.Scheme: [String]] = [:]
    var complaints: [String] = []
    /// By width of the window: what stands out of it, empty where the page does not scroll sideways.
    var overflow: [Int: String] = [:]
    /// On a phone: the page's height, and the tallest row of a table that is not folded.
    var heights: [String: JSONValue] = [:]
    var facts: [String: JSONValue] = [:]
  }

  static let widths = [1440, 768, 390]

  var sights: [Sight]

  /// Walked once, by the first test that asks.
  static func shared() throws -> PageWalk { try walk.get() }

  private static let walk = Result { try PageWalk(try WatchedSite.built.get(), Browser.ofSuite()) }

  private init(_ site: WatchedSite, _ browser: Browser) throws {
    sights = []
    for page in Browser.walksEveryPage ? site.pages : site.kinds {
      var sight = Sight(page: page)
      try browser.open(site.file(page))
      sight.facts = try browser.script(PageWalk.look).objectValue ?? [:]
      for scheme in Browser.Scheme.allCases where Browser.walksEveryPage || site.isOfItsOwnTemplate(page) {
        sight.violations[scheme] = try Accessibility.violations(browser, scheme)
      }
      try browser.setScheme(nil)
      for width in PageWalk.widths {
        try browser.setWidth(width)
        sight.overflow[width] = try browser.script(PageWalk.measure).stringValue
        if width == PageWalk.widths.last {
          sight.heights = try browser.script(PageWalk.lengths).objectValue ?? [:]
        }
      }
      try browser.setWidth(nil)
      sight.complaints = try browser.complaints()
      sights.append(sight)
    }
  }

  /// What reaches furthest to the right, where the page scrolls sideways.
  private static let measure = """
    const all = document.documentElement;
    if (all.scrollWidth <= innerWidth) return "";
    let worst = null, right = 0;
    for (const e of document.body.querySelectorAll("*")) {
      if (e.parentElement.closest("svg, .scroll, [role=region]")) continue;
      const r = e.getBoundingClientRect().right + scrollX;
      if (r > right) { right = r; worst = e; }
    }
    const name = worst ? worst.tagName.toLowerCase() + "." + worst.getAttribute("class") + " #" + worst.id : "nothing seen";
    return all.scrollWidth + " px of " + innerWidth + ": " + name + " ends at " + right;
    """

  private static let lengths = """
    const rows = Array.from(document.querySelectorAll("tbody tr")).filter(e => e.checkVisibility())
      .map(e => e.getBoundingClientRect().height);
    return {page: document.documentElement.scrollHeight, row: Math.round(Math.max(0, ...rows))};
    """

  private static let look = """
    const anchors = Array.from(document.querySelectorAll("a[href^='#']"), a => a.getAttribute("href").slice(1));
    const lost = anchors.filter(a => a && !document.getElementById(decodeURIComponent(a)));
    const sections = Array.from(document.querySelectorAll("main section"));
    const ids = s => [s.id, ...Array.from(s.querySelectorAll("[id]"), e => e.id)];
    const bare = sections.filter(s => !s.closest(".paper")).filter(s => !ids(s).some(i => i && s.querySelector("a[href='#" + CSS.escape(i) + "']")
      || anchors.includes(i)));
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 48;
    const paper = canvas.getContext("2d", {willReadFrequently: true});
    paper.font = "32px " + getComputedStyle(document.body).fontFamily;
    const drawn = t => {
      paper.clearRect(0, 0, 48, 48);
      paper.fillText(t, 4, 38);
      return Array.from(paper.getImageData(0, 0, 48, 48).data).join();
    };
    return {
      language: document.documentElement.lang,
      text: document.querySelector("main").innerText.length,
      height: document.documentElement.scrollHeight,
      lost: lost,
      bare: bare.map(s => s.id || s.getAttribute("aria-labelledby") || "a section without a name"),
      boxes: drawn("\\u8FC1") === drawn("\\u79FB"),
      others: Array.from(document.querySelectorAll("a[hreflang]"), a => a.href),
      policy: !!document.querySelector("meta[http-equiv='Content-Security-Policy']"),
      icon: !!document.querySelector("link[rel~='icon']"),
      description: !!document.querySelector("meta[name=description][content]"),
      contents: document.querySelectorAll("nav a[href^='#']").length,
      beside: Array.from(document.querySelectorAll("nav.contents"), e => getComputedStyle(e).position),
      tabs: document.querySelectorAll("nav.tabs a[href$='migrations.html']").length
    };
    """
}
