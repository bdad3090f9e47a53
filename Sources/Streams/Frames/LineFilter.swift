/// Which lines a reader wants: by level, and by the stream that they were printed to.
package import JobDirectory

package struct LineFilter: Hashable, Sendable {
    package var levels: LevelFilter
    package var streams: StreamFilter

    package static let all = LineFilter()

    package init(levels: LevelFilter = .all, streams: StreamFilter = .all) {
        self.levels = levels
        self.streams = streams
    }

    package var isAll: Bool { levels.isAll && streams.isAll }

    package func contains(_ record: LogIndex.Record) -> Bool {
        levels.contains(record.level) && streams.contains(record.stream)
    }
}
