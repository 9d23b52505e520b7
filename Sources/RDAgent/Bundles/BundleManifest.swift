package import Primitives

/// `manifest.json` of a bundle held to what the bundle holds (`Contracts.md`, results API).
///
/// RD-Agent's own `self_check.py` is not run, and does not look whether a path stays inside; this does.
package struct BundleManifest: Equatable, Sendable {
  /// Which of RD-Agent's manifests it is.
  package enum Form: String, Sendable {
    /// With `primary_assets`, as the present code writes it.
    case nested
    /// An older one that names the files beside its other members.
    case flat
    case none
    /// There is one and it says nothing that can be read.
    case unreadable
  }

  static let fileName = "manifest.json"

  package let form: Form
  package let findings: [Message]

  /// - Parameters:
  ///   - bytes: of the document; nil where the bundle has none.
  ///   - paths: of the bundle's files.
  ///   - loops: `TASK/LOOP` of the loops that the library knows the bundle by.
  package init(_ bytes: [UInt8]?, paths: Set<String>, id: BundleID, loops: [String]) {
    guard let bytes else {
      (form, findings) = (.none, [.none])
      return
    }
    guard let json = try? JSONReader.read(bytes), json.objectValue != nil else {
      (form, findings) = (.unreadable, [.noJSON])
      return
    }
    var found: [Message] = []
    let isNested = json["primary_assets"]?.objectValue != nil
    let assets = json["primary_assets"].flatMap { $0.objectValue == nil ? nil : $0 } ?? json
    form = isNested ? .nested : .flat
    if !isNested { found.append(.flat) }
    if let version = json["schema_version"], version != 1 { found.append(.version(BundleManifest.text(version))) }
    if let stated = json["asset_bundle_id"], stated.stringValue != id.text {
      found.append(.otherBundle(BundleManifest.text(stated)))
    }
    if let task = json["task_run_id"]?.stringValue, let number = json["loop_id"]?.intValue, !loops.isEmpty,
      !loops.contains("\(task)/\(number)")
    {
      found.append(.otherLoop("\(task)/\(number)", loops))
    }
    for (name, isNeeded) in [
      ("factor_entry_relpath", true), ("model_weight_relpath", true), ("config_relpath", false),
    ] {
      found += BundleManifest.finding(name, assets[name], isNeeded, paths)
    }
    findings = found
  }

  private static func finding(_ name: String, _ value: JSONValue?, _ isNeeded: Bool, _ paths: Set<String>) -> [Message]
  {
    guard let path = value?.stringValue, !path.isEmpty else { return isNeeded ? [.noPath(name)] : [] }
    var names = MemberNames()
    guard (try? names.add(Array(path.utf8))) != nil else { return [.outside(name, String(path.prefix(200)))] }
    return paths.contains(path) ? [] : [.gone(name, path)]
  }

  private static func text(_ value: JSONValue) -> String {
    String((value.stringValue ?? String(decoding: value.canonical, as: UTF8.self)).prefix(80))
  }
}

extension Message {
  fileprivate static let none = Message(
    "bundle.manifest-none", en: "The bundle has no manifest, as older ones.", zh: "该包没有清单，与旧版一致。")
  fileprivate static let noJSON = Message(
    "bundle.manifest-no-json", en: "Its manifest.json is no JSON object.", zh: "其 manifest.json 不是 JSON 对象。")
  fileprivate static let flat = Message(
    "bundle.manifest-flat", en: "Its manifest has the older form without `primary_assets`.",
    zh: "其清单为旧格式，没有 `primary_assets`。")

  fileprivate static func version(_ version: String) -> Message {
    Message(
      "bundle.manifest-version", ["version": .text(version)], en: "Its manifest has schema version {version}, not 1.",
      zh: "其清单的版本为 {version}，应为 1。")
  }

  fileprivate static func otherBundle(_ id: String) -> Message {
    Message(
      "bundle.manifest-other-bundle", ["id": .text(id)], en: "Its manifest is of another bundle, {id}.",
      zh: "其清单属于另一个包 {id}。")
  }

  fileprivate static func otherLoop(_ loop: String, _ known: [String]) -> Message {
    Message(
      "bundle.manifest-other-loop", ["loop": .text(loop), "known": .names(known)],
      en: "Its manifest is of loop {loop}, the library knows it by {known}.",
      zh: "其清单属于循环 {loop}，而资料库记为 {known}。")
  }

  fileprivate static func noPath(_ name: String) -> Message {
    Message(
      "bundle.manifest-no-path", ["name": .text(name)], en: "Its manifest names no file in `{name}`.",
      zh: "其清单的 `{name}` 未指明文件。")
  }

  fileprivate static func outside(_ name: String, _ path: String) -> Message {
    Message(
      "bundle.manifest-outside", ["name": .text(name), "path": .text(path)],
      en: "Its manifest names '{path}' in `{name}`, which is no path inside the bundle.",
      zh: "其清单的 `{name}` 为“{path}”，不是包内的路径。")
  }

  fileprivate static func gone(_ name: String, _ path: String) -> Message {
    Message(
      "bundle.manifest-gone", ["name": .text(name), "path": .text(path)],
      en: "Its manifest names {path} in `{name}`, which the bundle does not hold.",
      zh: "其清单的 `{name}` 为 {path}，但包中没有该文件。")
  }
}
