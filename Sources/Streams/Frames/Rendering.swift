/// In which form a log goes over the wire: readers with the same one get the same bytes.

package struct Rendering: Hashable, Sendable {
    package enum Carrier: Hashable, Sendable { case eventStream, webSocket }
    package enum Format: Hashable, Sendable {
        /// Batches by column.
        case frames
        /// An event a line; over event streams only.
        case lines
    }

    package let carrier: Carrier
    package let format: Format
    package let levels: LevelFilter

    package init(carrier: Carrier, format: Format = .frames, levels: LevelFilter = .all) {
        self.carrier = carrier
        self.format = format
        self.levels = levels
    }
}
