/// Who may ask: the name in `Host`, and where a browser's request comes from (design.md section 8).
package import HTTP
internal import HTTPServer

/// Keeps foreign web pages out: by DNS rebinding they could bear our address, by a form or a script reach our
/// port.
package struct HostCheck: Sendable {
    private let names: Set<String>
    /// What most requests say, in lower case and without a port: compared byte by byte.
    private let usual: [[UInt8]]

    /// - Parameter names: what `Host` may hold besides loopback names; ports are ignored.
    package init(allowing names: [String]) {
        self.names = Set(names.map { HostCheck.name(of: HostCheck.isBareAddress($0) ? "[\($0)]" : $0) })
        usual = (["localhost", "127.0.0.1"] + self.names.filter { !$0.contains(":") }).map { Array($0.utf8) }
    }

    /// The refusal; nil where the request may go on.
    package func refuse(_ request: Request) -> Response? {
        if let refusal = refuseHost(request) { return refusal }
        let isSafe = request.method == .get || request.method == .head || request.method == .options
        if isSafe && !request.fields.contains(.upgrade) { return nil }
        return isOwn(request) ? nil : ProblemResponse.make(.forbidden, detail: "The request comes from another site.")
    }

    private func refuseHost(_ request: Request) -> Response? {
        if request.fields.withValue(.host, isUsual) ?? false { return nil }
        // HTTP/1.0 has no Host of need; no browser speaks it.
        guard let host = request.fields[.host] else {
            if request.version == .http10 { return nil }
            return ProblemResponse.make(.badRequest, detail: "The request has no Host field.")
        }
        if allows(HostCheck.name(of: host)) { return nil }
        let detail = "This server is not known as '\(host)'; --allow-host adds a name."
        return ProblemResponse.make(.misdirectedRequest, detail: detail)
    }

    /// One of the usual names, and perhaps a colon and more: the parser has looked at the port.
    private func isUsual(_ host: Span<UInt8>) -> Bool {
        usual.contains { name in
            guard host.count >= name.count else { return false }
            for index in name.indices {
                let byte = host[index]
                guard byte | (byte &- 0x41 < 26 ? 0x20 : 0) == name[index] else { return false }
            }
            return host.count == name.count || host[name.count] == 0x3A
        }
    }

    private func allows(_ name: String) -> Bool {
        HostCheck.isLoopback(name) || names.contains(name)
    }

    /// Whether it comes from our own page, or from no page at all.
    private func isOwn(_ request: Request) -> Bool {
        if let site = request.fields[.secFetchSite] { return site == "same-origin" || site == "none" }
        guard let origin = request.fields[.origin] else { return true }
        // scheme://host:port; `null` and the like are nobody's.
        let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty else { return false }
        return parts[2].lowercased() == request.fields[.host]?.lowercased()
    }

    /// `localhost`, 127.0.0.0/8 and ::1, in lower case and without brackets.
    package static func isLoopback(_ name: String) -> Bool {
        if name == "localhost" || name == "::1" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// IPv6 as people write it: none of its colons begins a port.
    private static func isBareAddress(_ name: String) -> Bool {
        !name.hasPrefix("[") && name.utf8.count { $0 == UInt8(ascii: ":") } > 1
    }

    /// Without port and brackets, in lower case.
    static func name(of host: String) -> String {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            let rest = host[host.index(after: end)...]
            // Nothing but a port may follow (RFC 3986 section 3.2.2); anything else is no name of ours.
            guard rest.isEmpty || rest.hasPrefix(":") else { return host.lowercased() }
            return host[host.index(after: host.startIndex)..<end].lowercased()
        }
        return (host.lastIndex(of: ":").map { String(host[..<$0]) } ?? host).lowercased()
    }
}
