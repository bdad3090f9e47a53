/// What one job takes: a hardware flavor, by name.
internal import YAML

package struct Flavor: Equatable, Sendable {
    /// What there is when nothing is written: no GPU, no limit of its own.
    package static let standard = Flavor(name: "cpu")

    /// What there is when anana.yaml names none.
    static func defaults(gpuCount: Int) -> [Flavor] {
        gpuCount > 0 ? [standard, Flavor(name: "gpu", gpus: 1)] : [standard]
    }

    package let name: String
    /// GPUs that a job of this flavor leases; with 0 no GPU is visible to it.
    package let gpus: Int
    /// At most so many jobs of this flavor at once; nil for no limit of its own.
    package let limit: Int?

    package init(name: String, gpus: Int = 0, limit: Int? = nil) {
        self.name = name
        self.gpus = gpus
        self.limit = limit
    }

    init(_ entry: YAMLNode.Entry, reader: inout ConfigurationReader) {
        name = entry.name
        reader.checkName(name, "a flavor", at: entry.position)
        let fields = reader.mapping(entry.value, "flavor '\(name)'", keys: ["gpus", "limit"])
        gpus = reader.integer(fields["gpus"], in: 0...1024) ?? 0
        limit = reader.integer(fields["limit"], in: 1...10_000)
    }
}
