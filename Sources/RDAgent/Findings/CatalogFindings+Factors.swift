import Primitives
import Records

/// What the generated factors say.
extension CatalogFindings {
  static func generated(_ set: CatalogSet) -> [JSONValue] {
    set.factors.filter { !($0["source"]?.stringValue ?? "").hasPrefix("qlib_") }
  }

  static func names(_ set: CatalogSet) -> Finding? {
    let found =
      set.factors.compactMap { $0["name"]?.stringValue }.filter(RecordedName.isPrinted)
      + set.loops.flatMap { ($0["factor_names"]?.arrayValue ?? []).compactMap(\.stringValue) }
      .filter(RecordedName.isPrinted)
    guard let first = found.first else { return nil }
    return Finding(
      "catalog.factor-names", .note,
      ["count": .count(found.count), "first": .text(first), "plain": .text(RecordedName.plain(first))],
      title: (en: "Factor names in printed form", zh: "因子名是打印形式"),
      evidence: (
        en:
          "{count} factor {count:name is a printed tuple or carries|names are printed tuples or carry} a prefix. The first is {first}.",
        zh: "{count} 个因子名是打印的元组或带前缀，第一个是 {first}。"
      ),
      consequence: (en: "One factor stands under two names.", zh: "同一因子有两个名称。"),
      remedy: (
        en: "Nothing is needed here: it is read as {plain}, and both names are shown.",
        zh: "此处按 {plain} 读取并同时显示两个名称，无需处理。"
      ))
  }

  static func duplicates(_ set: CatalogSet) -> Finding? {
    let names = Dictionary(grouping: generated(set).compactMap { $0["name"]?.stringValue }) {
      RecordedName.plain($0)
    }
    let clashes = names.filter { $0.value.count > 1 }.keys.sorted()
    guard let first = clashes.first else { return nil }
    return Finding(
      "catalog.duplicate-factor", .warning,
      ["count": .count(clashes.count), "first": .text(first), "times": .count(names[first]?.count ?? 0)],
      title: (en: "One factor name for several codes", zh: "一个因子名对应多份代码"),
      evidence: (
        en: "{count} factor {count:name stands|names stand} more than once. The first is {first}, {times} times.",
        zh: "{count} 个因子名重复出现，第一个是 {first}，共 {times} 次。"
      ),
      consequence: (en: "A name does not tell which code is meant.", zh: "仅凭名称不能确定是哪份代码。"),
      remedy: (en: "Tell factors by name and the digest of their code.", zh: "用名称加代码摘要区分因子。"))
  }

  static func withoutCode(_ set: CatalogSet) -> Finding? {
    let all = generated(set)
    let found = all.filter { factor in
      let function = factor["impl_func"]?.stringValue ?? ""
      // A printed tuple is no name of a Python function.
      return function.isEmpty || RecordedName.isPrinted(function)
        || !function.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }
    guard let first = found.first?["name"]?.stringValue else { return nil }
    return Finding(
      "catalog.no-code", .warning, ["count": .count(found.count), "total": .count(all.count), "first": .text(first)],
      title: (en: "Factors without code", zh: "因子没有代码"),
      evidence: (
        en: "{count} of {total} generated factors name no function. The first is {first}.",
        zh: "{total} 个生成的因子中有 {count} 个没有指明函数，第一个是 {first}。"
      ),
      consequence: (en: "They cannot be computed again from the catalog.", zh: "无法由清单重新计算它们。"),
      remedy: (en: "Take `factor.py` of the loop's sub workspace.", zh: "取用该循环子工作区的 `factor.py`。"))
  }
}
