import CCairo

/// Texts by Pango, for pictures: Cairo alone cannot shape Chinese.
enum CairoText {
  static func draw(_ texts: [Drawing.Text], fontSize: Double, on canvas: CairoCanvas) {
    guard let layout = pango_cairo_create_layout(canvas.context) else { return }
    defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
    for text in texts where !text.content.isEmpty {
      let font = pango_font_description_new()
      defer { pango_font_description_free(font) }
      pango_font_description_set_family(font, SVGText.families.joined(separator: ","))
      pango_font_description_set_absolute_size(font, fontSize * Double(PANGO_SCALE))
      pango_font_description_set_weight(font, text.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
      pango_layout_set_font_description(layout, font)
      pango_layout_set_text(layout, text.content, -1)
      var width: Int32 = 0
      pango_layout_get_size(layout, &width, nil)
      let advance = Double(width) / Double(PANGO_SCALE)
      let shift =
        switch text.anchor {
        case .start: 0.0
        case .middle: advance / 2
        case .end: advance
        }
      // Pango places the top of a line; the drawing says where its baseline is.
      let ascent = Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE)
      canvas.setColour(text.colour, opacity: 1)
      cairo_move_to(canvas.context, text.x - shift, text.y - ascent)
      pango_cairo_show_layout(canvas.context, layout)
    }
  }
}
