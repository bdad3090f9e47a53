/// Quoted scalars: `'…'` and `"…"` with escapes and folded lines (YAML 1.2.2 sections 7.3.1 and 7.3.2).
extension Cursor {
    /// From the opening quote to behind the closing one.
    mutating func quoted() throws(Diagnostic) -> (text: String, style: YAMLNode.Style) {
        let open = position
        let quote = current
        advance()
        var text = String.UnicodeScalarView()
        while true {
            guard !atEnd, !atDocumentMarker else {
                throw fault("this \(quote) is not closed", at: open)
            }
            if current == quote {
                advance()
                guard quote == "'", current == "'" else { break }
                text.append("'")
                advance()
            } else if current == "\\", quote == "\"" {
                try appendEscape(to: &text)
            } else if current.isBlankOrBreak {
                appendFoldedBlanks(to: &text)
            } else {
                text.append(current)
                advance()
            }
        }
        return (String(text), quote == "'" ? .singleQuoted : .doubleQuoted)
    }

    /// Blanks inside a line count; around line ends they are one space, or one line end less than there are.
    private mutating func appendFoldedBlanks(to text: inout String.UnicodeScalarView) {
        var blanks = String.UnicodeScalarView()
        while current.isBlank {
            blanks.append(current)
            advance()
        }
        guard current == "\n" else { return text.append(contentsOf: blanks) }
        text.append(contentsOf: foldedBreaks())
    }

    /// Moves over line ends and the blanks around them, to the first character of the next line that has one.
    mutating func foldedBreaks() -> String.UnicodeScalarView {
        var breaks = 0
        while current == "\n" {
            breaks += 1
            advance()
            if atDocumentMarker { break }
            skipBlanks()
        }
        return String.UnicodeScalarView(
            breaks == 1 ? [" "] : Array(repeating: Unicode.Scalar("\n"), count: breaks - 1))
    }

    private mutating func appendEscape(to text: inout String.UnicodeScalarView) throws(Diagnostic) {
        let start = position
        advance()
        if current == "\n" {
            // An escaped line end joins two lines with nothing between; empty lines between them stay.
            advance()
            skipBlanks()
            while current == "\n" {
                text.append("\n")
                advance()
                skipBlanks()
            }
            return
        }
        let letter = current
        advance()
        if let digits = Self.hexEscapes[letter] {
            text.append(try hexEscape(digits: digits, start: start))
        } else if let scalar = Self.escapes[letter] {
            text.append(scalar)
        } else {
            throw fault("unknown escape '\\\(letter)'; a backslash itself is '\\\\'", at: start)
        }
    }

    private mutating func hexEscape(digits: Int, start: Position) throws(Diagnostic) -> Unicode.Scalar {
        var value = try hexValue(digits: digits, start: start)
        // JSON writes what lies beyond U+FFFF as two surrogates.
        if (0xD800...0xDBFF).contains(value), current == "\\", next == "u" {
            advance(2)
            let low = try hexValue(digits: 4, start: start)
            guard (0xDC00...0xDFFF).contains(low) else { throw fault("half of a surrogate pair", at: start) }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw fault("no Unicode character", at: start) }
        return scalar
    }

    private mutating func hexValue(digits: Int, start: Position) throws(Diagnostic) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard current.isASCII, let digit = Character(current).hexDigitValue else {
                throw fault("expected \(digits) hexadecimal digits in this escape", at: start)
            }
            value = value << 4 | UInt32(digit)
            advance()
        }
        return value
    }

    private static let hexEscapes: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]

    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "0": "\0", "a": "\u{7}", "b": "\u{8}", "t": "\t", "\t": "\t", "n": "\n", "v": "\u{B}",
        "f": "\u{C}", "r": "\r", "e": "\u{1B}", " ": " ", "\"": "\"", "/": "/", "\\": "\\", "N": "\u{85}",
        "_": "\u{A0}", "L": "\u{2028}", "P": "\u{2029}",
    ]
}
