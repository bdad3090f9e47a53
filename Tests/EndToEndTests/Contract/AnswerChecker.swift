/// Whether an answer is one that the document tells of: status, headers, media type, body.
import HTTP
import JSON
import YAML

struct AnswerChecker {
    let api: DescribedAPI

    /// What HTTP itself says, of any resource.
    private static let common: Set<String> = [
        "accept-ranges", "allow", "cache-control", "connection", "content-length", "content-type",
        "cross-origin-opener-policy", "cross-origin-resource-policy", "date", "keep-alive",
        "permissions-policy", "referrer-policy", "sec-websocket-accept", "server",
        "transfer-encoding", "upgrade", "vary", "x-accel-buffering", "x-content-type-options",
        "x-request-id",
    ]

    /// Answered before an operation is found, by any of them (`info.description` says so).
    private static let beforehand: Set<Int> = [403, 405, 421]

    /// What is wrong; empty when nothing is.
    func faults(_ answer: Answer, to operation: DescribedAPI.Operation) -> [String] {
        guard let response = operation.node["responses"]?[String(answer.status)].map(api.resolved) else {
            let isBeforehand = Self.beforehand.contains(answer.status)
            if isBeforehand { return answer.isProblem ? [] : ["no problem: \(answer)"] }
            return ["the status \(answer.status) is not in the document: \(answer)"]
        }
        return headers(answer, response) + body(answer, response)
    }

    private func headers(_ answer: Answer, _ response: YAMLNode) -> [String] {
        let described = response["headers"]?.entries ?? []
        var faults: [String] = []
        for entry in described {
            let header = api.resolved(entry.value)
            guard let text = answer.fields[FieldName(entry.name)] else {
                if header["required"]?.bool == true { faults.append("the header \(entry.name) is missing") }
                continue
            }
            let schema = header["schema"].map(api.resolved)
            let isText = schema?["type"]?.text == "string"
            let value = isText ? .string(text) : (try? JSONValue(parsing: Array(text.utf8))) ?? .string(text)
            faults += schema.map { SchemaChecker(api: api).faults(value, $0, at: entry.name) } ?? []
        }
        let names = Set(described.map { $0.name.lowercased() }).union(Self.common)
        for (name, _) in answer.fields.pairs where !names.contains("\(name)".lowercased()) {
            faults.append("the header \(name) of \(answer.status) is not in the document")
        }
        return faults
    }

    private func body(_ answer: Answer, _ response: YAMLNode) -> [String] {
        guard let contents = response["content"]?.entries, !contents.isEmpty else {
            return answer.body.isEmpty ? [] : ["\(answer.status) has a body"]
        }
        let sent = answer.fields[.contentType].flatMap(MediaType.init)?.essence ?? "nothing"
        guard let content = contents.first(where: { $0.name == sent || $0.name == "*/*" }) else {
            return ["the media type \(sent) of \(answer.status) is not in the document"]
        }
        let checker = SchemaChecker(api: api)
        if sent.hasSuffix("json") {
            guard let value = try? JSONValue(parsing: answer.body) else { return ["no JSON: \(answer.text)"] }
            return content.value["schema"].map { checker.faults(value, $0) } ?? []
        }
        guard let frame = content.value["x-frame-schema"] else { return [] }
        return frames(answer.text).flatMap { data in
            guard let value = try? JSONValue(parsing: Array(data.utf8)) else { return ["no JSON: \(data)"] }
            return checker.faults(value, frame)
        }
    }

    /// The `data:` of each event.
    private func frames(_ text: String) -> [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
    }
}
