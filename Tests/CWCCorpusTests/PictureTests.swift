import CWCImage
import CWCImageIO
import Testing

/// `Corpus/pictures`: what our own code draws, on every machine the same.
@Suite struct PictureTests {
    @Test(arguments: CorpusPicture.all)
    func isWhatIsDrawn(entry: CorpusPicture) throws {
        let path = "pictures/\(entry.name).png"
        let drawn = entry.deep
        if Corpus.isRecording {
            let writer = try ImageWriter(as: .png, shape: drawn.shape)
            try DeepRowSource(drawn).copyRows(to: writer)
            try Corpus.write(writer.bytes, to: path)
        }
        // Pixels, not bytes: libraries may compress better one day.
        let stored = try DeepImage(
            reading: ImageReader(bytes: Corpus.read(path), maximumDepth: .sixteen))
        #expect(stored.shape == drawn.shape)
        #expect(stored.samples == drawn.samples, "\(path) differs from what is drawn")
    }

    @Test(.disabled(if: Corpus.isRecording, "files are being written"))
    func noneIsMissingAndNoneTooMany() {
        #expect(Corpus.names(in: "pictures") == Set(CorpusPicture.all.map { "\($0.name).png" }))
    }
}
