package import Primitives

/// How the columns of a reference and the factors compared with it miss each other.
extension Diagnostic {
  package static func unusedColumns(_ names: [String], at place: Place) -> Diagnostic {
    Diagnostic(
      "factor.reference-column-unused", .absent, at: place,
      ["count": .count(names.count), "names": .names(names.prefix(10))],
      (
        en: "{count} {count:column belongs|columns belong} to no factor compared, such as {names}.",
        zh: "{count} 列不属于任何被对比的因子，如 {names}。"
      ),
      remedy: (en: "Name their factors, or leave the columns out.", zh: "请指定其因子，或去掉这些列。"),
      severity: .warning)
  }

  package static func columnsMissing(_ names: [String], at place: Place) -> Diagnostic {
    Diagnostic(
      "factor.reference-column", .absent, at: place,
      ["count": .count(names.count), "names": .names(names.prefix(10))],
      (
        en: "{count} {count:factor has|factors have} no column in the reference, such as {names}.",
        zh: "{count} 个因子在参考文件中没有对应的列，如 {names}。"
      ),
      remedy: (
        en: "Export these columns, or do not ask for the factors.", zh: "请导出这些列，或不要指定这些因子。"
      ))
  }
}
