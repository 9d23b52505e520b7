/// Previews that another program kept.
package enum PreviewImport {
  /// Stands in the place of the hash of an imported day.
  package static let unverified = "imported"
}
