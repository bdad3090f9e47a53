/// The text of a progress bar to numbers: tqdm, rich, pip, Keras, and what looks like them.

struct ProgressText {
    private let text: UnsafeRawBufferPointer
    private var progress = Progress()

    /// Longer rows are no bars.
    private static let limit = 2048

    /// nil where `row`, one row of a screen, is no bar that we know. It may hold colours.
    static func read(_ row: UnsafeRawBufferPointer) -> Progress? {
        guard row.count <= limit else { return nil }
        if LevelDetector.hasEscape(row) {
            return AnsiText.plain(row).withUnsafeBytes { read(plain: $0) }
        }
        return read(plain: row)
    }

    private static func read(plain row: UnsafeRawBufferPointer) -> Progress? {
        var text = ProgressText(text: row)
        return text.read()
    }

    private init(text: UnsafeRawBufferPointer) {
        self.text = text
    }

    private mutating func read() -> Progress? {
        let percent = ProgressCount.percent(in: text)
        let count = ProgressCount.pair(in: text)
        let times = ProgressTimes.read(text)
        progress.done = count?.done
        progress.total = count?.total
        progress.eta = times.eta
        progress.rate = times.rate
        // Two numbers and a slash may be a date or a page: a bar says more.
        let isBar = times.isTqdm || ProgressCount.hasBar(text)
        if let count, isBar || percent != nil || times.eta != nil || times.rate != nil || count.isNamed {
            progress.fraction = count.fraction
        } else {
            progress.done = nil
            progress.total = nil
        }
        if let percent, progress.fraction == nil,
            isBar || times.eta != nil || ProgressCount.isAlone(percent, text)
        {
            progress.fraction = min(percent.value / 100, 1)
        }
        if times.isTqdm, progress.fraction == nil { progress.done = ProgressCount.single(in: text) }
        guard progress.fraction != nil || progress.done != nil else { return nil }
        finish()
        return progress
    }

    /// What follows from the rest: a bar that shows only its rate has its time to go all the same.
    private mutating func finish() {
        if progress.eta == nil, let rate = progress.rate, rate > 0, let done = progress.done,
            let total = progress.total
        {
            let seconds = Double(total - done) / rate
            if seconds < 0x1p53 { progress.eta = Int64(seconds) }
        }
        if progress.fraction == 1 { progress.eta = 0 }
    }
}

extension Progress {
    /// Of the first of `rows`, the outermost bar, that is a bar; nil where none is.
    package static func of(_ rows: [[UInt8]]) -> Progress? {
        for row in rows {
            if let progress = row.withUnsafeBytes({ ProgressText.read($0) }) { return progress }
        }
        return nil
    }
}
