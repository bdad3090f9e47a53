/// Parts of a JSON pointer (RFC 6901 section 3).
enum Pointer {
    static func escape(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1 == "~" ? "~0" : $1 == "/" ? "~1" : String($1) }
    }
}
