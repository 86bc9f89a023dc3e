import Testing

@testable import CWCReport

@Suite struct Base64Tests {
    /// RFC 4648, section 10, and bytes above 127.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("\u{3FF}", "z78="),
    ])
    func letters(text: String, expected: String) {
        #expect(base64(Array(text.utf8)) == expected)
    }
}
