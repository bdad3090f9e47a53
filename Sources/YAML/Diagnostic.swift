/// A fault in a file that a person wrote: `FILE:LINE:COL: error: MESSAGE`, as compilers print it.
package struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
    /// As the caller named it; printed unchanged.
    package let file: String
    package let position: Position
    /// What is wrong and what was expected; one line, no full stop.
    package let message: String

    package init(file: String, position: Position, message: String) {
        self.file = file
        self.position = position
        self.message = message
    }

    /// From 1.
    package var line: Int { position.line }
    /// From 1, in Unicode scalars.
    package var column: Int { position.column }

    package var description: String { "\(file):\(line):\(column): error: \(message)" }
}
