/// A place that moves through a text, and knows its line and column.
struct Cursor: Sendable {
    private let file: String
    /// Line ends are `\n`; ends with a NUL, which no text may hold: looking one further is always allowed.
    private let scalars: [Unicode.Scalar]
    private(set) var index = 0
    private(set) var line = 1
    private var lineStart = 0

    /// - Throws: when the bytes are not UTF-8, or hold a control character (YAML 1.2.2 section 5.1).
    init(bytes: [UInt8], file: String) throws(Diagnostic) {
        self.file = file
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(bytes.count + 1)
        var (line, lineStart) = (1, 0)
        func fault(_ message: String) -> Diagnostic {
            let position = Position(line: line, column: scalars.count - lineStart + 1)
            return Diagnostic(file: file, position: position, message: message)
        }
        var decoder = UTF8()
        var input = bytes.makeIterator()
        decoding: while true {
            switch decoder.decode(&input) {
            case .emptyInput: break decoding
            case .error: throw fault("not UTF-8 text")
            case .scalarValue("\u{FEFF}") where scalars.isEmpty: continue
            case .scalarValue("\n") where scalars.last == "\r": scalars[scalars.count - 1] = "\n"
            case .scalarValue(let scalar):
                guard scalar.isAllowed else {
                    throw fault("control character U+\(scalar.hex) is not allowed")
                }
                scalars.append(scalar)
            }
            if scalars.last == "\n" { (line, lineStart) = (line + 1, scalars.count) }
        }
        self.scalars = scalars.map { $0 == "\r" ? "\n" : $0 } + ["\0"]
    }

    var current: Unicode.Scalar { scalars[index] }
    var next: Unicode.Scalar { scalars[min(index + 1, scalars.count - 1)] }
    var atEnd: Bool { index == scalars.count - 1 }
    var atLineStart: Bool { index == lineStart }

    /// From 0, as indentation counts.
    var column: Int { index - lineStart }
    var position: Position { Position(line: line, column: column + 1) }

    /// Spaces at the beginning of the line.
    var indentation: Int { scalars[lineStart...].prefix { $0 == " " }.count }

    /// Whether the current character stands alone, as `-` and `:` must to mean something in a block.
    var nextIsBlank: Bool { next.isBlankOrBreak || index + 1 == scalars.count - 1 }

    /// `---` or `...` at the beginning of a line: the document ends here.
    var atDocumentMarker: Bool {
        guard atLineStart, current == "-" || current == ".", index + 3 < scalars.count else { return false }
        guard scalars[index + 1] == current, scalars[index + 2] == current else { return false }
        return scalars[index + 3].isBlankOrBreak || scalars[index + 3] == "\0"
    }

    func fault(_ message: String, at position: Position? = nil) -> Diagnostic {
        Diagnostic(file: file, position: position ?? self.position, message: message)
    }

    mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where !atEnd {
            let isBreak = current == "\n"
            index += 1
            if isBreak { (line, lineStart) = (line + 1, index) }
        }
    }

    mutating func skipBlanks() {
        while current.isBlank { advance() }
    }

    mutating func skipSpaces() {
        while current == " " { advance() }
    }

    mutating func skipLine() {
        while current != "\n", !atEnd { advance() }
    }

    /// A comment needs a blank before it, or a line that begins with it (YAML 1.2.2 section 6.6).
    var atComment: Bool {
        current == "#" && (atLineStart || scalars[index - 1].isBlank)
    }

    /// Moves over blanks, line ends and comments to the next thing that means something.
    mutating func skipToContent() throws(Diagnostic) {
        var inIndentation = column <= indentation
        while true {
            skipSpaces()
            if current == "\t" {
                let tab = position
                skipBlanks()
                if inIndentation, current != "\n", !atComment, !atEnd {
                    throw fault("a tab cannot indent: use spaces", at: tab)
                }
            }
            if atComment { skipLine() }
            guard current == "\n" else { return }
            advance()
            inIndentation = true
        }
    }

    /// What ends a value ends its line, but for a comment.
    mutating func expectLineEnd(after what: String) throws(Diagnostic) {
        skipBlanks()
        if atComment { skipLine() }
        if current == "\n" || atEnd { return }
        if current == ":" {
            throw fault("a ':' cannot stand here: quote the text it belongs to, or correct the indentation")
        }
        throw fault("expected the end of the line after \(what), found '\(current)'")
    }
}

extension Unicode.Scalar {
    var isBlank: Bool { self == " " || self == "\t" }
    var isBlankOrBreak: Bool { isBlank || self == "\n" }
    var isFlowIndicator: Bool { self == "," || self == "[" || self == "]" || self == "{" || self == "}" }

    fileprivate var isAllowed: Bool {
        switch value {
        case 0x9, 0xA, 0xD, 0x20...0x7E, 0x85: true
        case 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: value != 0xFEFF
        default: false
        }
    }

    fileprivate var hex: String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
