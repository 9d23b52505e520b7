package import Preview

extension QuoteSources {
  /// The sources that a configuration lists, each where it places them.
  package init(_ previews: AistockConfiguration.Previews) {
    self.init(
      previews.quotes, bridge: previews.quoteURL, token: previews.quoteToken, file: previews.quoteFile,
      bars: previews.minuteBars)
  }
}
