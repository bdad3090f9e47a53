/// A stretch of a file to be sent as a body; it goes to the socket without passing through the program.
package struct FileBody: Sendable, Equatable {
    package var path: String
    /// Bytes from the start of the file.
    package var offset: Int64
    /// A promise: the answer is cut off when the file turns out shorter.
    package var count: Int64

    package init(path: String, offset: Int64 = 0, count: Int64) {
        self.path = path
        self.offset = offset
        self.count = count
    }
}
