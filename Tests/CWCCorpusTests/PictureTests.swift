import CWCImage
import CWCImageIO
import Testing

/// `Corpus/pictures`: what our own code draws, on every machine the same.
@Suite struct PictureTests {
    @Test(arguments: CorpusPicture.all)
    func isWhatIsDrawn(entry: CorpusPicture) throws {
        let path = "pictures/\(entry.name).png"
        let drawn = entry.picture
        if Corpus.isRecording { try Corpus.write(encodeImage(drawn, as: .png), to: path) }
        // Pixels, not bytes: libraries may compress better one day.
        let stored = try decodeImage(bytes: Corpus.read(path))
        #expect(stored.width == drawn.width && stored.height == drawn.height)
        #expect(stored.channels == drawn.channels)
        #expect(stored.samples == drawn.samples, "\(path) differs from what is drawn")
    }

    @Test(.disabled(if: Corpus.isRecording, "files are being written"))
    func noneIsMissingAndNoneTooMany() {
        #expect(Corpus.names(in: "pictures") == Set(CorpusPicture.all.map { "\($0.name).png" }))
    }
}
