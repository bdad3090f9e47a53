/// Finds the blank line that ends a message head, over any number of arrivals, looking at each byte once.
struct HeadScanner {
    /// Where the start line begins, after blank lines that a sloppy client left behind (RFC 9112 section
    /// 2.2).
    private(set) var start = 0
    private var position = 0
    private var lineStart = 0
    private var lines = 0
    private var fieldsStart = 0

    /// Where the start line stands, with its end; nil while it has not come whole.
    var startLine: Range<Int>? { lines > 0 ? start..<fieldsStart : nil }

    /// Where the head ends, just past its blank line; nil when it has not come yet.
    /// - Parameter bytes: the head from its first byte; at every call the same bytes and perhaps more.
    mutating func scan(_ bytes: Span<UInt8>, _ limits: Limits) throws(ParseError) -> Int? {
        while position < bytes.count {
            guard bytes[position] == 0x0A else {
                position += 1
                continue
            }
            try checkLength(limits)
            guard position > lineStart, bytes[position - 1] == 0x0D else { throw .bareLF }
            let isBlank = position - lineStart == 1
            position += 1
            lineStart = position
            if !isBlank {
                lines += 1
                if lines == 1 { fieldsStart = position }
                guard lines - 1 <= limits.fieldCount else { throw .tooManyFields(limit: limits.fieldCount) }
            } else if lines > 0 {
                return position
            } else {
                start = position
                guard start <= 4 else { throw .requestLine }
            }
        }
        try checkLength(limits)
        return nil
    }

    private func checkLength(_ limits: Limits) throws(ParseError) {
        if lines == 0 {
            guard position - lineStart <= limits.requestLineBytes else {
                throw .requestLineTooLong(limit: limits.requestLineBytes)
            }
        } else if position - fieldsStart > limits.fieldBytes {
            throw .fieldsTooLarge(limit: limits.fieldBytes)
        }
    }
}
