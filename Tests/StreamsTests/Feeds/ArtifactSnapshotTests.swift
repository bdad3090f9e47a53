import Testing

/// What has happened between two looks at a folder.
@testable import Streams

@Suite struct ArtifactSnapshotTests {
    private func snapshot(_ files: [String: Int64]) -> ArtifactSnapshot {
        ArtifactSnapshot(files: files.mapValues { .init(size: $0, modified: 1) }, changed: 1)
    }

    @Test func `new, changed and gone files are told, others are not`() {
        let changes = snapshot(["a": 1, "b": 2, "d": 4]).changes(since: snapshot(["a": 1, "b": 1, "c": 3]))
        #expect(
            changes == [
                .delete("c"), .upsert("b", .init(size: 2, modified: 1)),
                .upsert("d", .init(size: 4, modified: 1)),
            ])
    }

    @Test func `of the same folder nothing is told`() {
        #expect(snapshot(["a": 1]).changes(since: snapshot(["a": 1])).isEmpty)
    }
}
