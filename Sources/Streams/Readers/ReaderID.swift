/// Names one reader: its loop, and its number there.

struct ReaderID: Hashable, Sendable {
    let loop: Int
    let number: Int
}
