/// Points of a metric, as many as a chart can show: of each bucket the lowest and the highest, so that no peak is lost.

enum MetricSampler {
    /// Indices into `values`, ascending, at most `limit`: all where that suffices, else of each bucket its minimum,
    /// its maximum and its first number that is none, and the first and the last of all.
    static func sample(_ values: ArraySlice<Double>, limit: Int) -> [Int] {
        if values.count <= limit { return Array(values.indices) }
        guard limit >= 2 else { return [values.endIndex - 1] }
        let hasNonFinite = values.contains { !$0.isFinite }
        let buckets = (limit - 2) / (hasNonFinite ? 3 : 2)
        var chosen: Set<Int> = [values.startIndex, values.endIndex - 1]
        for bucket in 0..<buckets {
            let start = values.startIndex + values.count * bucket / buckets
            let end = values.startIndex + values.count * (bucket + 1) / buckets
            chosen.formUnion(extremes(values[start..<end]))
        }
        return chosen.sorted()
    }

    private static func extremes(_ bucket: ArraySlice<Double>) -> [Int] {
        var low: Int?
        var high: Int?
        var other: Int?
        for index in bucket.indices {
            let value = bucket[index]
            guard value.isFinite else {
                if other == nil { other = index }
                continue
            }
            if low.map({ value < bucket[$0] }) ?? true { low = index }
            if high.map({ value > bucket[$0] }) ?? true { high = index }
        }
        return [low, high, other].compactMap { $0 }
    }
}
