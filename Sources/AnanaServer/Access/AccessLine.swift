/// One request as one line of the log, for people or for programs; made at each request, so without detours.
internal import HTTP
internal import HTTPServer
internal import Linux

enum AccessLine {
    /// Query parameters whose value is a secret, whatever it holds.
    private static let secrets = ["token", "access_token", "authorization"].map { Array($0.utf8) }

    /// `10:20:30 k3-0-1f GET /api/v1/jobs?limit=3 200 512B 1.234ms`; `-` for what could not be read.
    static func text(_ record: AccessRecord, at time: Int64, into line: inout [UInt8]) {
        clock(time, into: &line)
        line.append(0x20)
        record.id.append(to: &line)
        line.append(0x20)
        line.append(contentsOf: (record.method?.rawValue ?? "-").utf8)
        line.append(0x20)
        target(record.target ?? "-", escaping: false, into: &line)
        line.append(0x20)
        number(Int64(record.status.code), into: &line)
        line.append(0x20)
        number(record.bytes, into: &line)
        line.append(contentsOf: "B ".utf8)
        milliseconds(record.duration, into: &line)
        line.append(contentsOf: "ms\n".utf8)
    }

    static func json(_ record: AccessRecord, at time: Int64, into line: inout [UInt8]) {
        line.append(contentsOf: #"{"t":"#.utf8)
        number(time, into: &line)
        line.append(contentsOf: #","event":"request","id":""#.utf8)
        record.id.append(to: &line)
        line.append(contentsOf: #"","method":"#.utf8)
        quoted(record.method?.rawValue, into: &line)
        line.append(contentsOf: #","target":"#.utf8)
        quoted(record.target, into: &line)
        line.append(contentsOf: #","status":"#.utf8)
        number(Int64(record.status.code), into: &line)
        line.append(contentsOf: #","bytes":"#.utf8)
        number(record.bytes, into: &line)
        line.append(contentsOf: #","ms":"#.utf8)
        milliseconds(record.duration, into: &line)
        line.append(contentsOf: "}\n".utf8)
    }

    /// HH:MM:SS in UTC.
    static func clock(_ milliseconds: Int64, into line: inout [UInt8]) {
        let seconds = milliseconds / 1000 % 86400
        twoDigits(seconds / 3600, into: &line)
        line.append(0x3A)
        twoDigits(seconds / 60 % 60, into: &line)
        line.append(0x3A)
        twoDigits(seconds % 60, into: &line)
    }

    private static func quoted(_ text: String?, into line: inout [UInt8]) {
        guard let text else { return line.append(contentsOf: "null".utf8) }
        line.append(0x22)
        target(text, escaping: true, into: &line)
        line.append(0x22)
    }

    /// ASCII without controls already (RFC 9112 section 3); this holds for what a parser lets through. A
    /// secret in the query is left out.
    private static func target(_ text: String, escaping: Bool, into line: inout [UInt8]) {
        let start = line.count
        var word = start
        var inQuery = false
        var isHidden = false
        for byte in text.utf8 {
            if byte == 0x3F && !inQuery || byte == 0x26 {
                inQuery = true
                isHidden = false
                line.append(byte)
                word = line.count
            } else if byte == 0x3D && inQuery && !isHidden {
                isHidden = isSecret(line[word...])
                line.append(contentsOf: isHidden ? "=...".utf8 : "=".utf8)
            } else if !isHidden {
                if escaping && (byte == 0x22 || byte == 0x5C) { line.append(0x5C) }
                line.append(byte > 0x20 && byte < 0x7F ? byte : 0x3F)
            }
        }
    }

    private static func isSecret(_ name: ArraySlice<UInt8>) -> Bool {
        secrets.contains { secret in
            name.count == secret.count && zip(name, secret).allSatisfy { $0 | 0x20 == $1 | 0x20 }
        }
    }

    private static func twoDigits(_ value: Int64, into line: inout [UInt8]) {
        line.append(0x30 + UInt8(truncatingIfNeeded: value / 10))
        line.append(0x30 + UInt8(truncatingIfNeeded: value % 10))
    }

    private static func number(_ value: Int64, into line: inout [UInt8]) {
        if value >= 10 { number(value / 10, into: &line) }
        line.append(0x30 + UInt8(truncatingIfNeeded: value % 10))
    }

    /// With three places.
    private static func milliseconds(_ duration: Duration, into line: inout [UInt8]) {
        let micro = max(0, duration.nanoseconds / 1000)
        number(micro / 1000, into: &line)
        line.append(0x2E)
        line.append(0x30 + UInt8(truncatingIfNeeded: micro / 100 % 10))
        line.append(0x30 + UInt8(truncatingIfNeeded: micro / 10 % 10))
        line.append(0x30 + UInt8(truncatingIfNeeded: micro % 10))
    }
}
