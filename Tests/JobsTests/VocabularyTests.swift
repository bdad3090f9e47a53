@testable import Jobs
import Testing

@Suite("Vocabulary") struct VocabularyTests {
    @Test func `a word has one number, however often it comes and however many there are`() {
        var vocabulary = Vocabulary()
        let words = (0..<3000).map { "word\($0)" }
        let numbers = words.map { vocabulary.number(of: $0) }
        #expect(Set(numbers).count == 3000)
        #expect(words.map { vocabulary.number(of: $0) } == numbers)
        #expect(numbers.map { vocabulary[$0] } == words)
        #expect(vocabulary.known("word17") == numbers[17])
        #expect(vocabulary.known("word") == nil)
    }

    @Test(arguments: [
        ("", []), (" \n\t", []), ("a", ["a"]), ("lr=0.1 night\nlr=0.1\r\nnäht", ["lr=0.1", "night", "näht"]),
        ("before 01abc behind", ["before", "behind"]),
    ])
    func `a text becomes its words, each once, without the name`(text: String, words: [String]) {
        var vocabulary = Vocabulary()
        #expect(vocabulary.numbers(ofWordsIn: text, without: "01abc").map { vocabulary[$0] } == words)
    }

    @Test(arguments: [
        ("night", ["night", "midnight"]), ("n", ["night", "noon", "midnight"]), ("nightn", []), ("oon", ["noon"]),
        ("midnight", ["midnight"]), ("midnights", []),
    ])
    func `a part is found in the words that hold it, and never across two`(part: String, words: [String]) {
        var vocabulary = Vocabulary()
        for word in ["night", "noon", "midnight"] { _ = vocabulary.number(of: word) }
        let holders = vocabulary.holders(of: Array(part.utf8))
        #expect(holders.indices.filter { holders[$0] }.map { vocabulary[UInt32($0)] } == words)
    }

    @Test func `a copy stays as it is`() {
        var vocabulary = Vocabulary()
        _ = vocabulary.number(of: "a")
        let copy = vocabulary
        _ = vocabulary.number(of: "b")
        #expect(copy.known("b") == nil && copy.holders(of: Array("b".utf8)) == [false])
    }
}
