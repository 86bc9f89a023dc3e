import CWCImage
import CWCImageIO
import CWCTestSupport
import Testing

/// The README tells what works.
@Suite struct ReadmeTests {
    @Test func showsTheExampleThatIsCompiledHere() throws {
        let readme = String(decoding: try readFile(packageFolder + "/README.md"), as: UTF8.self)
        let example = String(
            decoding: try readFile(packageFolder + "/Tests/CWCCorpusTests/ReadmeExample.swift"),
            as: UTF8.self)
        #expect(readme.contains("```swift\n\(example)```\n"))
    }

    /// There is a model to run the example with, or it gives nothing.
    @Test func theExampleKeepsTheSize() throws {
        let image = try #require(CorpusPicture.named("odd-7x9")).picture
        guard let decoded = try thereAndBackAgain(image) else { return }
        #expect(decoded.width == image.width && decoded.height == image.height)
        #expect(decoded.channels == image.channels)
    }
}
