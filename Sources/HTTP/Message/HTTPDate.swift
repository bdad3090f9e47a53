/// A point in time as fields carry it, in whole seconds: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section
/// 5.6.7).
package struct HTTPDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let secondsSince1970: Int64

    package init(secondsSince1970: Int64) {
        self.secondsSince1970 = secondsSince1970
    }

    package static func < (left: HTTPDate, right: HTTPDate) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }

    /// IMF-fixdate, the one form that is sent.
    package var description: String {
        let days = (secondsSince1970 - HTTPDate.modulo(secondsSince1970, 86_400)) / 86_400
        let second = Int(HTTPDate.modulo(secondsSince1970, 86_400))
        let (year, month, day) = HTTPDate.civil(days)
        let weekday = HTTPDate.weekdays[Int(HTTPDate.modulo(days + 4, 7))]
        let time = [second / 3600, second / 60 % 60, second % 60].map(HTTPDate.twoDigits).joined(
            separator: ":")
        let padded = String(repeating: "0", count: max(0, 4 - String(year).count)) + String(year)
        return "\(weekday), \(HTTPDate.twoDigits(day)) \(HTTPDate.months[month - 1]) \(padded) \(time) GMT"
    }

    /// All three forms that a recipient must take: IMF-fixdate, RFC 850, asctime. nil for anything else.
    package init?(_ text: String) {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "-" })
        guard words.count >= 5 else { return nil }
        let isAsctime = words[1].utf8.first.map { $0 > 0x39 } ?? false
        let order = isAsctime ? (day: 2, month: 1, year: 4, time: 3) : (day: 1, month: 2, year: 3, time: 4)
        guard words.count == (isAsctime ? 5 : 6), isAsctime || words[5] == "GMT" else { return nil }
        guard let day = HTTPDate.number(words[order.day], 1...2), (1...31).contains(day),
            let month = HTTPDate.months.firstIndex(where: { $0 == words[order.month] }),
            var year = HTTPDate.number(words[order.year], 2...4),
            let clock = HTTPDate.clock(words[order.time])
        else { return nil }
        // RFC 850 years have two digits; more than 50 years ahead means the past century.
        if words[order.year].utf8.count == 2 { year += year < 77 ? 2000 : 1900 }
        secondsSince1970 = HTTPDate.days(year: year, month: month + 1, day: day) * 86_400 + Int64(clock)
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    ]

    private static func number(_ text: Substring, _ digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// Seconds of the day; 60 is a leap second.
    private static func clock(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { number($0, 2...2) }
        guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2] else {
            return nil
        }
        guard hour < 24, minute < 60, second < 61 else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    private static func twoDigits(_ value: Int) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }

    private static func modulo(_ value: Int64, _ divisor: Int64) -> Int64 {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }

    /// Days since 1970-01-01 of a date in the proleptic Gregorian calendar, by eras of 400 years from March.
    private static func days(year: Int, month: Int, day: Int) -> Int64 {
        let shifted = Int64(month <= 2 ? year - 1 : year)
        let era = (shifted - modulo(shifted, 400)) / 400
        let yearOfEra = modulo(shifted, 400)
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted - modulo(shifted, 146_097)) / 146_097
        let dayOfEra = modulo(shifted, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
        let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        return (year, month, Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1))
    }
}
