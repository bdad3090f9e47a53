/// What is wrong with a command line.

enum UsageError: Error, Equatable {
    case unknownOption(String)
    case missingValue(option: String, expected: String)
    case badValue(option: String, value: String, expected: String)
    case unexpectedArgument(String)
}

extension UsageError: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknownOption(let option): "there is no option '\(option)'; --help lists them"
        case .missingValue(let option, let expected): "\(option) takes \(expected)"
        case .badValue(let option, let value, let expected): "\(option) takes \(expected), not '\(value)'"
        case .unexpectedArgument(let argument): "'\(argument)': only one folder can be served"
        }
    }
}
