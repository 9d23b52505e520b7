package import Primitives

/// What is known of a bundle that stands here: where it came from, what it holds, and who was told of it.
package struct ReceivedBundle: Equatable, Sendable {
  /// The document's name, in the bundle's own folder.
  package static let fileName = "received.json"

  package struct Member: Equatable, Sendable {
    package var path: String
    package var size: Int
    package var sha256: String
  }

  package var id: BundleID
  /// The service, without secrets.
  package var source: String
  package var receivedAt: String
  /// Of the zip file.
  package var bytes: Int
  package var sha256: String
  package var type: String
  /// By path.
  package var members: [Member]
  package var manifest: BundleManifest.Form
  package var findings: [Message]
  /// When a service took the confirmation, by the service.
  package var confirmed: [String: String] = [:]

  package var json: JSONValue {
    [
      "schema": 1, "asset_bundle_id": .string(id.text), "source": .string(source),
      "received_at_utc": .string(receivedAt), "bytes": .integer(bytes), "sha256": .string(sha256),
      "content_type": .string(type), "manifest": .string(manifest.rawValue),
      "members": .array(
        members.map { ["path": .string($0.path), "size": .integer($0.size), "sha256": .string($0.sha256)] }),
      "findings": .array(findings.map(\.json)), "confirmed": .object(confirmed.mapValues { .string($0) }),
    ]
  }

  /// Nil for what is no document of this form.
  package init?(_ json: JSONValue) {
    func text(_ name: String) -> String? { json[name]?.stringValue }
    guard json["schema"]?.intValue == 1, let id = text("asset_bundle_id").flatMap({ BundleID($0) }),
      let source = text("source"), let receivedAt = text("received_at_utc"), let bytes = json["bytes"]?.intValue,
      let sha256 = text("sha256"), let type = text("content_type"),
      let manifest = text("manifest").flatMap({ BundleManifest.Form(rawValue: $0) }),
      let rows = json["members"]?.arrayValue, let findings = json["findings"]?.arrayValue
    else { return nil }
    let members = rows.compactMap { row -> Member? in
      guard let path = row["path"]?.stringValue, let size = row["size"]?.intValue,
        let digest = row["sha256"]?.stringValue
      else { return nil }
      return Member(path: path, size: size, sha256: digest)
    }
    guard members.count == rows.count, !members.isEmpty else { return nil }
    self.init(
      id: id, source: source, receivedAt: receivedAt, bytes: bytes, sha256: sha256, type: type, members: members,
      manifest: manifest, findings: findings.compactMap { Message($0) },
      confirmed: (json["confirmed"]?.objectValue ?? [:]).compactMapValues(\.stringValue))
  }

  init(
    id: BundleID, source: String, receivedAt: String, bytes: Int, sha256: String, type: String, members: [Member],
    manifest: BundleManifest.Form, findings: [Message], confirmed: [String: String] = [:]
  ) {
    self.id = id
    self.source = source
    self.receivedAt = receivedAt
    self.bytes = bytes
    self.sha256 = sha256
    self.type = type
    self.members = members
    self.manifest = manifest
    self.findings = findings
    self.confirmed = confirmed
  }
}
