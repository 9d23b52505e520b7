import FactorEngine
import Primitives
import Testing

/// The language: what a text means, and how a wrong one is refused.
@Suite struct ParserTests {
  private func canonical(_ text: String) throws -> String {
    try Parser.parse(text).expression.canonicalText
  }

  /// Readings of Python and of qlib's own operators.
  @Test(arguments: [
    ("$close - -1", "Sub($close,-1)"), ("2*$close", "Mul($close,2)"), ("2-$close", "Sub(2,$close)"),
    ("10<$close", "Gt($close,10)"), ("$close**2**3", "Power($close,8)"), ("2**$close", "Power(2,$close)"),
    ("$clo se", "$close"), ("Mean($close, 2+3)", "Mean($close,5)"), ("$close<$open<$high", "Lt($open,$high)"),
    ("Mean(feature=$close,N=5)", "Mean($close,5)"), ("Mask($close,'SH600519')", "Mask($close,sh600519)"),
    ("$close*1_000", "Mul($close,1000)"), ("$close+0x10", "Add($close,16)"), ("$close+.5", "Add($close,0.5)"),
    ("$close+1e-5", "Add($close,1e-05)"), ("$close # text", "$close"), ("Feature('close')", "$close"),
    ("($close>$open)&($open>9)", "And(Gt($close,$open),Gt($open,9))"),
    ("$close-$open-$low", "Sub(Sub($close,$open),$low)"),
    ("$close+7//2%2", "Add($close,1)"), ("$close+1e16", "Add($close,1e+16)"), ("Sum ($close,5)", "Sum($close,5)"),
  ])
  func anExpressionHasOneCanonicalText(text: String, expected: String) throws {
    #expect(try canonical(text) == expected)
  }

  /// Kind and column (from 1) of the refusal.
  @Test(arguments: [
    ("Maen($close,5)", "name", 1), ("$close+", "syntax", 8), ("-$close", "type", 1), ("$close%2", "type", 7),
    ("Mean($close,5.0)", "argument", 13), ("Mean($close,-1)", "argument", 13), ("Mean(5,5)", "argument", 6),
    ("5", "syntax", 1), ("Add(1,2)", "argument", 1), ("$close>$open & $open>9", "type", 14), ("Not($close)", "type", 1),
    ("($close>1)-($close>2)", "type", 11), ("mean($close,5)", "name", 1), ("Corr($close,$open,0)", "argument", 19),
    ("Skew($close,2)", "argument", 13), ("Mean($close)", "argument", 1), ("Mean($close,5,6)", "argument", 15),
    ("Mean($close,N=5,N=6)", "argument", 17), ("$close)", "syntax", 7), ("$", "syntax", 1), ("'a", "syntax", 1),
    ("$close+1/0", "type", 9), ("Quantile($close,5,1.5)", "argument", 19), ("close", "syntax", 1), ("", "syntax", 1),
    ("$close ? 1", "syntax", 8), ("$close+None", "type", 7), ("Mean($close,None)", "argument", 13),
    ("-None", "type", 1), ("None>1", "type", 5), ("$close&None", "type", 7), ("Ref($close,None)", "argument", 12),
    ("Cov($close,$open,None)+$close", "argument", 18), ("Cov($close,$open,True)+$close", "argument", 18),
    ("Corr($close,None,5)", "argument", 13), ("Cov(None,$close,5)", "argument", 5), ("Cov($close,1,5)", "argument", 12),
    ("Corr($close,$open,False)+$close", "argument", 19), ("Cov($close,$open,0)", "argument", 1),
    ("Sum(Cov($close,$open,False),5)", "argument", 1), ("EMA(Cov($close,$open,0),1.5)", "argument", 1),
    ("Abs(If($close>1,$close,None))", "type", 5), ("Slope(If($close>1,$close,None),5)", "type", 7),
    ("Greater($close,Ref(If($close>1,$close,None),1))", "type", 16), ("If(If($close>1,1,None),2,3)", "type", 4),
    ("Quantile($close,5,None)", "argument", 19),
    ("Abs(None)", "argument", 5),
  ])
  func aRefusalNamesKindAndColumn(text: String, kind: String, column: Int) {
    let fault = #expect(throws: ExpressionFault.self) { try Parser.parse(text) }
    #expect(fault?.kind.rawValue == kind)
    #expect(fault.map { $0.offset + 1 } == column, "\(fault?.summary.english ?? "")")
  }

  @Test func aMistypedOperatorGetsASuggestion() {
    let fault = #expect(throws: ExpressionFault.self) { try Parser.parse("Maen($close,5)") }
    #expect(fault?.summary.id == "factor.no-operator" && fault?.summary.english.contains("'Mean'") == true)
    #expect(fault?.diagnostic.exit == .input)
  }

  @Test func depthIsLimited() {
    let deep = String(repeating: "(", count: 5_000) + "$close" + String(repeating: ")", count: 5_000)
    #expect(throws: ExpressionFault.self) { try Parser.parse(deep) }
    let calls = String(repeating: "Abs(", count: 3_000) + "$close" + String(repeating: ")", count: 3_000)
    #expect(throws: ExpressionFault.self) { try Parser.parse(calls) }
    #expect(throws: ExpressionFault.self) { try Parser.parse(String(repeating: "-", count: 9_000) + "1") }
  }

  /// Shifts add up: only what is really later counts as ahead.
  @Test(arguments: [
    ("Ref($close,-2)/Ref($close,-1)-1", 2), ("Ref(Ref($close,-1),1)", 0), ("Mean(Ref($close,-1),3)", 1),
    ("Delta($close,-3)", 3), ("Ref($close,5)", -5), ("$close+1", 0), ("Ref($close,5)+$open", 0),
  ])
  func futureDaysAreCountedThroughOperators(text: String, days: Int) throws {
    #expect(try Parser.parse(text).expression.future == days)
    let factor = try Factor(name: "F", text: text)
    #expect(factor.looksAhead == (days > 0))
  }

  @Test func everyPrefixEnds() {
    for set in FactorSet.allCases {
      for column in set.columns.prefix(158) {
        for length in 0..<column.expression.count { try? _ = Parser.parse(String(column.expression.prefix(length))) }
        #expect(throws: Never.self) { try Parser.parse(column.expression) }
      }
    }
  }

  /// Ten thousand mutations: refused or read, never a trap; what is read says itself again.
  @Test func mutatedTextsAreReadOrRefused() throws {
    let pieces = Array("$close Mean(Ref,)+-*/<>=&|~'0123456789.eE_#%@^ volume½é\n\t\"")
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    var read = 0
    for round in 0..<10_000 {
      var text = Array(FactorSet.alpha158.columns[round % 158].expression)
      for _ in 0...next(3) {
        let place = next(text.count)
        switch next(3) {
        case 0: text[place] = pieces[next(pieces.count)]
        case 1: text.insert(pieces[next(pieces.count)], at: place)
        default: if text.count > 1 { text.remove(at: place) }
        }
      }
      let mutated = String(text)
      do {
        let canonical = try Parser.parse(mutated).expression.canonicalText
        read += 1
        // Python writes 1e999 as a name.
        if canonical.contains("inf") { continue }
        #expect((try? Parser.parse(canonical).expression.canonicalText) == canonical, "\(mutated)")
      } catch {
        #expect(error.offset <= mutated.count)
      }
    }
    #expect(read > 1_000)
  }
}
