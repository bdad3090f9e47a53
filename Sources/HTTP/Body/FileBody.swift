/// A stretch of a file to be sent as a body; it goes to the socket without passing through the program.
package struct FileBody: Sendable, Equatable {
    package var path: String
    /// Bytes from the start of the file.
    package var offset: Int64
    /// A promise: the answer is cut off when the file turns out shorter.
    package var count: Int64

    /// What must live until the file has been opened: whoever holds it open, where `path` is `/proc/self/fd/N`.
    package var keeper: (any AnyObject & Sendable)?

    package init(path: String, offset: Int64 = 0, count: Int64, keeper: (any AnyObject & Sendable)? = nil) {
        self.path = path
        self.keeper = keeper
        self.offset = offset
        self.count = count
    }

    package static func == (a: FileBody, b: FileBody) -> Bool {
        a.path == b.path && a.offset == b.offset && a.count == b.count && a.keeper === b.keeper
    }
}
