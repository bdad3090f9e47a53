/// What is owed to a socket, in order. Most owe one thing at a time: only more need memory of their own.
struct SendItems {
    enum Item {
        case bytes([UInt8], from: Int)
        case file(OpenFile, offset: UInt64, count: Int64)
    }

    private(set) var first: Item?
    /// Behind the first; those before `start` have become it.
    private var rest: [Item] = []
    private var start = 0

    var isEmpty: Bool { first == nil }

    var isSingle: Bool { first != nil && start == rest.count }

    /// Those behind the first.
    var others: ArraySlice<Item> { rest[start...] }

    mutating func append(_ item: Item) {
        if first == nil { first = item } else { rest.append(item) }
    }

    /// - Parameter item: nil where all of the first is sent.
    mutating func replaceFirst(with item: Item?) {
        if let item {
            first = item
        } else if start < rest.count {
            first = rest[start]
            // Its memory goes when it is sent, its place later: an array shifts nothing while it is drained.
            rest[start] = .bytes([], from: 0)
            start += 1
            compact()
        } else {
            self = SendItems()
        }
    }

    private mutating func compact() {
        if start == rest.count {
            rest = []
        } else if start > 64 && start * 2 > rest.count {
            rest.removeFirst(start)
        } else {
            return
        }
        start = 0
    }
}
