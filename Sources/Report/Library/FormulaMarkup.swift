import Primitives

/// LaTeX of a factor's formula as MathML, which browsers draw without a script and without a font from elsewhere.
///
/// Read is what RD-Agent's language model writes: fractions, roots, sums, scripts, Greek letters, names. A command that
/// is not known, or a brace without its other half, gives nothing: then the text stands as it is.
struct FormulaMarkup {
  private static let (lengthMax, depthMax) = (4_000, 40)

  private let text: [Unicode.Scalar]
  private var place = 0
  private var depth = 0

  /// What ends a reading without a formula.
  private struct Unreadable: Error {}

  /// Nil for a text without commands, and for one that cannot be read.
  static func mathML(_ latex: String) -> String? {
    guard latex.contains("\\"), latex.unicodeScalars.count <= lengthMax else { return nil }
    var reader = FormulaMarkup(text: Array(latex.unicodeScalars))
    guard let row = try? reader.row(), reader.place == reader.text.count, !row.isEmpty else { return nil }
    return "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\"><mrow>\(row)</mrow></math>"
  }

  private init(text: [Unicode.Scalar]) { self.text = text }

  // MARK: - Reading

  /// Atoms up to the end, a closing brace or bracket of a group.
  private mutating func row(endingAt end: Unicode.Scalar? = nil) throws -> String {
    depth += 1
    defer { depth -= 1 }
    guard depth <= FormulaMarkup.depthMax else { throw Unreadable() }
    var markup = ""
    while let scalar = current {
      if scalar == end || scalar == "}" { return markup }
      if scalar.properties.isWhitespace || scalar == "$" || scalar == "&" {
        place += 1
        continue
      }
      markup += try scripted(try atom())
    }
    return markup
  }

  private var current: Unicode.Scalar? { place < text.count ? text[place] : nil }

  /// An atom that limits may stand above and below of.
  private struct Atom {
    var markup: String
    var takesLimits = false
  }

  private mutating func atom() throws -> Atom {
    guard let scalar = current else { throw Unreadable() }
    if scalar == "\\" { return try command() }
    if scalar == "{" { return Atom(markup: "<mrow>\(try group())</mrow>") }
    if FormulaMarkup.isLetter(scalar) { return Atom(markup: "<mi>\(run { FormulaMarkup.isLetter($0) })</mi>") }
    if FormulaMarkup.isDigit(scalar) {
      return Atom(markup: "<mn>\(run { FormulaMarkup.isDigit($0) || $0 == "." })</mn>")
    }
    place += 1
    guard scalar != "}", scalar != "_", scalar != "^", scalar != "%" else { throw Unreadable() }
    return Atom(markup: "<mo>\(scalar == "-" ? "−" : Markup.escaped(String(scalar)))</mo>")
  }

  private mutating func scripted(_ atom: Atom) throws -> String {
    var (below, above): (String?, String?) = (nil, nil)
    while let mark = current, mark == "_" || mark == "^" {
      place += 1
      let script = "<mrow>\(try argument())</mrow>"
      if mark == "_", below == nil {
        below = script
      } else if mark == "^", above == nil {
        above = script
      } else {
        throw Unreadable()
      }
    }
    let (sub, sup, both) = atom.takesLimits ? ("munder", "mover", "munderover") : ("msub", "msup", "msubsup")
    switch (below, above) {
    case (nil, nil): return atom.markup
    case (let below?, nil): return "<\(sub)>\(atom.markup)\(below)</\(sub)>"
    case (nil, let above?): return "<\(sup)>\(atom.markup)\(above)</\(sup)>"
    case (let below?, let above?): return "<\(both)>\(atom.markup)\(below)\(above)</\(both)>"
    }
  }

  private mutating func command() throws -> Atom {
    place += 1
    guard let scalar = current else { throw Unreadable() }
    guard FormulaMarkup.isLetter(scalar) else {
      place += 1
      switch scalar {
      case "_", "%", "&", "#", "$", "{", "}", "|": return Atom(markup: "<mo>\(Markup.escaped(String(scalar)))</mo>")
      case ",", ";", ":", "!", " ", "\\": return Atom(markup: "")
      default: throw Unreadable()
      }
    }
    let name = run { FormulaMarkup.isLetter($0) }
    switch name {
    case "frac", "dfrac", "tfrac":
      let (top, bottom) = (try argument(), try argument())
      return Atom(markup: "<mfrac><mrow>\(top)</mrow><mrow>\(bottom)</mrow></mfrac>")
    case "sqrt": return Atom(markup: "<msqrt><mrow>\(try argument())</mrow></msqrt>")
    case "text", "mathrm", "operatorname", "mathit", "mathbf", "textbf", "mathsf":
      return Atom(markup: "<mi>\(try plain())</mi>")
    case "bar", "overline": return Atom(markup: "<mover><mrow>\(try argument())</mrow><mo>¯</mo></mover>")
    case "hat", "widehat": return Atom(markup: "<mover><mrow>\(try argument())</mrow><mo>^</mo></mover>")
    case "left", "right", "big", "Big", "bigl", "bigr": return try fence()
    case "quad", "qquad", "displaystyle", "limits": return Atom(markup: "")
    default: break
    }
    if let sign = FormulaMarkup.limitSigns[name] { return Atom(markup: "<mo>\(sign)</mo>", takesLimits: true) }
    if FormulaMarkup.functions.contains(name) {
      return Atom(markup: "<mi>\(name)</mi>", takesLimits: name == "max" || name == "min")
    }
    if let letter = FormulaMarkup.letters[name] { return Atom(markup: "<mi>\(letter)</mi>") }
    if let sign = FormulaMarkup.signs[name] { return Atom(markup: "<mo>\(sign)</mo>") }
    throw Unreadable()
  }

  /// The bracket behind `\left` or `\right`; a point stands for none.
  private mutating func fence() throws -> Atom {
    guard let scalar = current else { throw Unreadable() }
    if scalar == "\\" { return try command() }
    place += 1
    guard "()[]|/.".unicodeScalars.contains(scalar) else { throw Unreadable() }
    return Atom(markup: scalar == "." ? "" : "<mo>\(scalar)</mo>")
  }

  /// One group, or one sign.
  private mutating func argument() throws -> String {
    while let scalar = current, scalar.properties.isWhitespace { place += 1 }
    if current == "{" { return try group() }
    if let scalar = current, FormulaMarkup.isLetter(scalar) || FormulaMarkup.isDigit(scalar) {
      place += 1
      return FormulaMarkup.isDigit(scalar) ? "<mn>\(scalar)</mn>" : "<mi>\(scalar)</mi>"
    }
    return try atom().markup
  }

  private mutating func group() throws -> String {
    place += 1
    let markup = try row(endingAt: "}")
    guard current == "}" else { throw Unreadable() }
    place += 1
    return markup
  }

  /// The text of a group of words.
  private mutating func plain() throws -> String {
    guard current == "{" else { throw Unreadable() }
    place += 1
    var words = ""
    while let scalar = current, scalar != "}" {
      guard scalar != "{" else { throw Unreadable() }
      place += 1
      if scalar == "\\" { continue }
      words.unicodeScalars.append(scalar)
    }
    guard current == "}" else { throw Unreadable() }
    place += 1
    return Markup.escaped(words)
  }

  private mutating func run(_ belongs: (Unicode.Scalar) -> Bool) -> String {
    var word = String.UnicodeScalarView()
    while let scalar = current, belongs(scalar) {
      word.append(scalar)
      place += 1
    }
    return String(word)
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.isASCII && scalar.properties.isAlphabetic }
  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  // MARK: - Signs

  private static let limitSigns = ["sum": "∑", "prod": "∏"]
  private static let functions: Set<String> = [
    "log", "ln", "exp", "max", "min", "sin", "cos", "tan", "tanh", "arg", "lim", "sup", "inf", "det", "Pr",
  ]
  private static let letters = [
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Delta": "Δ", "Sigma": "Σ", "Omega": "Ω",
    "Gamma": "Γ", "Phi": "Φ", "Psi": "Ψ", "Lambda": "Λ", "Theta": "Θ", "Pi": "Π", "infty": "∞", "ell": "ℓ",
  ]
  private static let signs = [
    "cdot": "·", "times": "×", "div": "÷", "pm": "±", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠",
    "neq": "≠", "approx": "≈", "sim": "∼", "in": "∈", "cdots": "⋯", "dots": "…", "ldots": "…", "to": "→",
    "rightarrow": "→", "mid": "|", "vert": "|", "lvert": "|", "rvert": "|", "langle": "⟨", "rangle": "⟩", "odot": "⊙",
    "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "circ": "∘", "ast": "∗", "propto": "∝", "nabla": "∇",
    "partial": "∂", "wedge": "∧", "vee": "∨", "cap": "∩", "cup": "∪",
  ]
}
