/// What rocm-smi prints. Of processes it tells no card: what is taken of a card's memory says who is there.
internal import JSON

extension GPUSurvey {
    static let amdDevices = ["--showuniqueid", "--showmeminfo", "vram", "--json"]

    /// - Parameter text: `{"card0": {"Unique ID": "0x…", "VRAM Total Memory (B)": "…", …}, …}`.
    /// nil where it is no such thing.
    init?(amdDevices text: String) {
        // Warnings stand before it.
        guard let start = text.firstIndex(of: "{"),
            let cards = try? JSONValue(parsing: Array(text[start...].utf8)).objectValue
        else { return nil }
        var found: [(index: Int, device: Device)] = []
        for card in cards {
            guard card.name.hasPrefix("card"), let index = Int(card.name.dropFirst(4)) else { continue }
            found.append((index, Self.device(card.value, index: index)))
        }
        self.init(maker: .amd, devices: found.sorted { $0.index < $1.index }.map(\.device))
    }

    /// ROCR_VISIBLE_DEVICES takes `GPU-` and the sixteen digits of the unique id, or an index.
    private static func device(_ card: JSONValue, index: Int) -> Device {
        var id = "\(index)"
        if let unique = card["Unique ID"]?.stringValue, unique.hasPrefix("0x") {
            let digits = unique.dropFirst(2)
            id = "GPU-" + String(repeating: "0", count: max(0, 16 - digits.count)) + digits
        }
        return Device(
            id: id, memoryUsed: card["VRAM Total Used Memory (B)"]?.stringValue.flatMap { Int64($0) },
            memoryTotal: card["VRAM Total Memory (B)"]?.stringValue.flatMap { Int64($0) })
    }
}
