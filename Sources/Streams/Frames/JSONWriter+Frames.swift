/// Members of frames: names with values of the kinds that frames have.
internal import JSON
internal import LogText

extension JSONWriter {
    mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    mutating func member(_ name: String, _ value: Int64) {
        key(name)
        integer(value)
    }

    /// null for nil.
    mutating func member(_ name: String, orNull value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// null for nil.
    mutating func member(_ name: String, orNull value: Int32?) {
        key(name)
        if let value { integer(Int64(value)) } else { null() }
    }

    /// The text of a log line: without control characters, and with U+FFFD for what is not UTF-8.
    mutating func text(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { buffer in
            if TextRepair.hasControls(buffer) {
                string(utf8: TextRepair.withoutControls(buffer)[...])
            } else {
                string(utf8: buffer)
            }
        }
    }
}
