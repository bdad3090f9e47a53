// libFuzzer target: the JSON reader never traps, and what it reads it reads again from what the writer makes of it.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    // What is no JSON is refused; only traps are findings.
    guard let value = try? JSONValue(parsing: bytes) else { return 0 }
    var writer = JSONWriter()
    writer.value(value)
    do {
        let again = try JSONValue(parsing: writer.bytes)
        precondition(again == value, "read again it is the same")
    } catch {
        preconditionFailure("what was written can't be read: \(error)")
    }
    return 0
}
