/// What the parser refuses, and the place and words it does so with.
import Testing
import YAML

@Suite("YAMLParser refusals") struct YAMLRefusalTests {
    @Test(arguments: [
        ("a: 1\na: 2\n", "2:1: error: duplicate key 'a', first in line 1"),
        ("200: a\n'200': b\n", "2:1: error: duplicate key '200', first in line 1"),
        ("{a: 1, b: 2, a: 3}", "1:14: error: duplicate key 'a', first in line 1"),
        ("a:\n\tb: 1\n", "2:1: error: a tab cannot indent: use spaces"),
        ("a:\n  \tb: 1\n", "2:3: error: a tab cannot indent: use spaces"),
        ("-\ta: 1\n", "1:2: error: a tab cannot indent: use spaces"),
        ("a: |\n  x\n \ty\n", "3:2: error: a tab cannot indent: use spaces"),
        ("a: 1\n---\nb: 2\n", "2:1: error: only one document is allowed in a file"),
        (
            "a: 1\n...\nb: 2\n",
            "3:1: error: expected the end of the file: this is not indented like anything above"
        ),
        ("%YAML 1.2\n---\na\n", "1:1: error: directives are not supported"),
        ("a: !!str 1\n", "1:4: error: tags are not supported"),
        ("[!x y]", "1:2: error: tags are not supported"),
        ("? a\n: b\n", "1:1: error: keys that begin with '? ' are not supported"),
        ("<<: *a\n", "1:1: error: merge keys are not part of YAML 1.2"),
        ("a: b: c\n", "1:5: error: a mapping cannot begin here: quote the text if its ':' belongs to it"),
        (
            "a: b\n  c: d\n",
            "2:4: error: a ':' cannot stand here: quote the text it belongs to, or correct the indentation"
        ),
        ("a: - b\n", "1:4: error: a list must begin on a line of its own"),
        ("a: '1'\n  b: 2\n", "2:3: error: indented deeper than the keys above it"),
        ("- 'a'\n   - b\n", "2:4: error: indented deeper than the items above it"),
        ("a:\n    b: 1\n  c: 2\n", "3:3: error: indented deeper than the keys above it"),
        ("a: 1\nb\n", "2:1: error: expected 'key: value', with a space behind the ':'"),
        ("a: 1\nb:2\n", "2:1: error: expected 'key: value', with a space behind the ':'"),
        ("a: 1\n- b\n", "2:1: error: expected a key like those above, found an item of a list"),
        ("- a\nb: 1\n", "2:1: error: expected the end of the file: this is not indented like anything above"),
        ("a: [b, c\nd: e\n", "1:4: error: this '[' is not closed"),
        ("a: {b: c", "1:4: error: this '{' is not closed"),
        ("[a, b}", "1:6: error: expected ',' or ']', found '}'"),
        ("[a, , b]", "1:5: error: expected an item before ','"),
        ("{, a}", "1:2: error: expected a key before ','"),
        ("{[a]: b}", "1:2: error: a key must be a text, not a list"),
        ("[a] b", "1:5: error: expected the end of the line after this value, found 'b'"),
        ("a: \"b\n", "1:4: error: this \" is not closed"),
        ("a: 'b' c\n", "1:8: error: expected the end of the line after the closing quote, found 'c'"),
        ("a: \"\\q\"\n", "1:5: error: unknown escape '\\q'; a backslash itself is '\\\\'"),
        ("a: \"\\x4\"\n", "1:5: error: expected 2 hexadecimal digits in this escape"),
        ("a: \"\\uD800\"\n", "1:5: error: no Unicode character"),
        ("a: \"\\uD800\\u0041\"\n", "1:5: error: half of a surrogate pair"),
        ("a: @b\n", "1:4: error: a text cannot begin with '@': quote it"),
        ("a: %b\n", "1:4: error: a text cannot begin with '%': quote it"),
        ("a: |x\n", "1:5: error: expected '+', '-' or an indentation of 1 to 9 after '|' or '>', found 'x'"),
        (
            "a: |\n     \n  b\n",
            "3:3: error: the empty lines above are indented deeper than this, the scalar's first line"
        ),
        ("a: *b\n", "1:4: error: no anchor '&b' stands above this alias"),
        ("a: &b [*b]\n", "1:8: error: no anchor '&b' stands above this alias"),
        ("a: & b\n", "1:4: error: an anchor needs a name behind '&'"),
        ("*a : b\n", "1:1: error: no anchor '&a' stands above this alias"),
        ("a: 1\n*a : b\n", "2:1: error: an alias cannot be a key"),
        (
            "a: 1\n&b c: 2\n",
            "2:1: error: an anchor belongs behind the ':' of its key, or on a line of its own"
        ),
        (": b\n", "1:1: error: expected a key before ':'"),
        ("a\u{7}b", "1:2: error: control character U+0007 is not allowed"),
        ("a: 1\nb: \u{0}\n", "2:4: error: control character U+0000 is not allowed"),
    ])
    func `a fault is told with its place`(yaml: String, diagnostic: String) {
        #expect(verdict(yaml) == "f.yaml:" + diagnostic)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        let bytes = Array("a: 1\nb: ".utf8) + [0xFF]
        #expect(throws: Diagnostic(
            file: "f.yaml", position: Position(line: 2, column: 4), message: "not UTF-8 text")
        ) { try YAMLParser.parse(bytes, file: "f.yaml") }
    }

    @Test func `aliases of aliases do not explode`() {
        var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let alias = "*a\(level - 1)"
            yaml += "a\(level): &a\(level) [\(Array(repeating: alias, count: 10).joined(separator: ", "))]\n"
        }
        #expect(verdict(yaml)?.hasSuffix("aliases bring in more than 100000 nodes") == true)
    }

    @Test(arguments: ["[", "{a: ", "- "])
    func `deep nesting is refused`(opening: String) {
        let deep = String(repeating: opening, count: 100_000)
        #expect(verdict(deep)?.hasSuffix("nested deeper than 64 levels") == true)
    }

    @Test func `aliases cannot nest deeper either`() {
        var yaml = "a0: &a0 [x]\n"
        for level in 1...70 { yaml += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(verdict(yaml)?.hasSuffix("nested deeper than 64 levels") == true)
    }

    /// Nil when the text is read.
    private func verdict(_ yaml: String) -> String? {
        do throws(Diagnostic) {
            _ = try YAMLParser.parse(yaml, file: "f.yaml")
            return nil
        } catch {
            return error.description
        }
    }
}
