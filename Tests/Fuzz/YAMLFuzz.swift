// libFuzzer target: the YAML reader never traps and always says the same of the same bytes.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let (first, second) = (verdict(bytes), verdict(bytes))
    precondition(first == second, "the same bytes mean the same")
    return 0
}

private func verdict(_ bytes: [UInt8]) -> Result<YAMLNode, Diagnostic> {
    Result { () throws(Diagnostic) in try YAMLParser.parse(bytes, file: "fuzz.yaml") }
}
