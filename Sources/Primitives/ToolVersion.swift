/// The version of this program, as it stands in every document it writes.
package enum ToolVersion {
  package static let current = "0.2.0"
}
