/// The line that is still being written, such as a progress bar, as readers were told of it last.
internal import LogText

struct OpenLine {
    /// What readers show now; nil for nothing.
    private(set) var text: String?

    /// - Parameter bytes: all that was printed since the last newline.
    /// - Returns: whether there is news.
    mutating func update(_ bytes: [UInt8]) -> Bool {
        let latest: String? = bytes.withUnsafeBytes { buffer in
            let visible = Redraw.visible(of: buffer)
            if visible.isEmpty { return nil }
            let text = TextRepair.text(UnsafeRawBufferPointer(rebasing: buffer[visible]))
            return text.isEmpty ? nil : text
        }
        if latest == text { return false }
        text = latest
        return true
    }
}
