/// An artifact as the API writes it.
internal import JobAPI
internal import JobDirectory
internal import Results

extension JobAPI.Artifact {
    init(_ artifact: Results.Artifact, of job: JobID) {
        self.init(
            path: artifact.path.text, type: ArtifactType(artifact.kind),
            size: artifact.size.map { Int64($0) },
            modifiedAt: Timestamp(milliseconds: artifact.modified),
            target: artifact.target.map { String(decoding: $0, as: UTF8.self) },
            href: Self.address(artifact, of: job))
    }

    private static func address(_ artifact: Results.Artifact, of job: JobID) -> String? {
        guard artifact.path.isText else { return nil }
        switch artifact.kind {
        case .directory: return ArtifactAddress.archive(of: artifact.path, job: job)
        case .file: return ArtifactAddress.file(artifact.path, job: job)
        case .link: return artifact.size == nil ? nil : ArtifactAddress.file(artifact.path, job: job)
        case .other: return nil
        }
    }
}

extension ArtifactType {
    init(_ kind: Results.Artifact.Kind) {
        self =
            switch kind {
            case .file: .file
            case .directory: .directory
            case .link: .link
            case .other: .other
            }
    }
}
