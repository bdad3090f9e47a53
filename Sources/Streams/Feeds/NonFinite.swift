/// Numbers that JSON can't say, by the words that Python has for them.
package enum NonFinite {
    package static func word(_ value: Double) -> String? {
        if value.isNaN { return "nan" }
        return value.isInfinite ? value < 0 ? "-inf" : "inf" : nil
    }
}
