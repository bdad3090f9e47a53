/// Where an artifact is downloaded.
internal import HTTP
internal import JobDirectory
internal import Results

enum ArtifactAddress {
    static func file(_ path: ArtifactPath, job: JobID) -> String {
        "/api/v1/jobs/\(job)/artifacts/\(PercentCoding.encode(path: path.bytes))"
    }

    /// The same request with the artifact's path as one segment, as the document's template has it; nil where
    /// it is none for an artifact in a folder.
    static func joined(_ request: Request) -> Request? {
        let names = request.path.split(separator: "/", omittingEmptySubsequences: false)
        guard names.count > 7, names[..<4] == ["", "api", "v1", "jobs"], names[5] == "artifacts" else {
            return nil
        }
        let path = names[..<6].joined(separator: "/") + "/" + names[6...].joined(separator: "%2F")
        return Request(
            method: request.method, target: path + (request.query.map { "?" + $0 } ?? ""),
            version: request.version, fields: request.fields, body: request.body)
    }

    static func archive(of folder: ArtifactPath, job: JobID) -> String {
        "/api/v1/jobs/\(job)/artifacts.tar?under=\(PercentCoding.encode(path: folder.bytes))"
    }
}
