import CWCDecoder
import CWCEncoder
import CWCImageIO
import CWCModels
import CWCTestSupport
import Testing

// The limit on data counts what is allocated, touched or not; other systems have none like it.
#if os(Linux)
    /// What plans say is what the tool allocates: with so much memory it works; on one thread, with a tenth
    /// less it does not. How much of their memory two threads want at the same time is left to chance.
    @Suite struct MemoryTests {
        private let workshop: Workshop

        init() throws { workshop = try Workshop() }

        /// A picture with tiles and with borders that are not whole, and one that is nearly nothing: what
        /// the tool takes for it is what it takes for itself. With fewer tiles plans are less close, for
        /// they count the last row of them together with the largest tile.
        private static let picture = (width: 700, height: 600)
        private static let blank = (width: 8, height: 8)

        /// Beside what is planned: the file, buffers of readers and writers, and the rest of pages.
        private static let unplanned = 768 << 10
        /// What the system sets aside for a further thread.
        private static let stack = 9 << 20

        @Test(arguments: [("main", 1), ("lite", 1), ("random", 1), ("random", 2)])
        func plansAreRight(model name: String, threads: Int) throws {
            let model = try model(name)
            try write(Self.picture, to: "picture.ppm")
            try write(Self.blank, to: "blank.ppm")
            let file = name == "random" ? ["--model", "random.cwm"] : []
            func encode(_ picture: String, _ threads: Int) -> [String] {
                ["encode", "\(picture).ppm", "\(picture).cwc", "--tile-size", "256", "--quiet"]
                    + ["--threads", "\(threads)"] + (file.isEmpty ? ["--model", name] : file)
            }
            func decode(_ picture: String, _ threads: Int) -> [String] {
                ["decode", "\(picture).cwc", "\(picture).out.ppm", "--threads", "\(threads)"]
                    + file
            }
            try expect(
                encode("picture", threads), on: threads, beside: encode("blank", 1),
                takes: planToEncode(Self.picture, model, threads),
                beyond: planToEncode(Self.blank, model, 1))
            try expect(
                decode("picture", threads), on: threads, beside: decode("blank", 1),
                takes: planToDecode("picture.cwc", model, threads),
                beyond: planToDecode("blank.cwc", model, 1))
        }

        private func model(_ name: String) throws -> Model {
            if let model = Models.model(named: name) { return model }
            var random = SeededRandom(seed: 21)
            let model = try Model.tinyWavelet(levels: 5, using: &random)
            try writeFile(model.fileBytes(), to: workshop.path("random.cwm"))
            return model
        }

        private func write(_ size: (width: Int, height: Int), to name: String) throws {
            var random = SeededRandom(seed: 3)
            let samples = (0..<size.width * size.height * 3).map { index in
                let (y, x) = (index / 3 / size.width, index / 3 % size.width)
                return UInt8((x / 3 + y / 5 + Int.random(in: 0...9, using: &random)) % 256)
            }
            let image = RasterImage(
                width: size.width, height: size.height, channels: .rgb, samples: samples)
            try writeFile(encodeImage(image, as: .netpbm), to: workshop.path(name))
        }

        private func planToEncode(
            _ size: (width: Int, height: Int), _ model: Model, _ threads: Int
        ) throws -> Int {
            let encoder = try ImageEncoder(
                model: model,
                options: EncodingOptions(
                    tiling: Tiling(side: 256), threads: threads, memoryLimit: 0))
            do {
                _ = try encoder.encode(
                    RasterImage(
                        width: size.width, height: size.height, channels: .rgb,
                        samples: [UInt8](repeating: 0, count: size.width * size.height * 3)))
            } catch EncodingError.memoryLimitExceeded(let needed, _) {
                return needed
            }
            throw FolderError()
        }

        private func planToDecode(_ name: String, _ model: Model, _ threads: Int) throws -> Int {
            try ImageDecoder(readFile(workshop.path(name))).plan(
                DecodingOptions(threads: threads), keepsRows: false, models: { _ in model }
            ).byteCount
        }

        /// Expects that a command takes what it takes for a small picture, and what its plan has more.
        private func expect(
            _ command: [String], on threads: Int, beside small: [String], takes plan: Int,
            beyond smallPlan: Int
        ) throws {
            // The least with which the small one works.
            var (failing, working) = (1 << 20, 128 << 20)
            while working - failing > 64 << 10 {
                let middle = (working + failing) / 2
                if try works(small, within: middle) { working = middle } else { failing = middle }
            }
            let own = working - smallPlan + (threads - 1) * Self.stack
            #expect(try works(command, within: own + plan + Self.unplanned))
            if threads == 1 { #expect(try !works(command, within: own + plan * 9 / 10)) }
        }

        /// Whether the tool can work with so much memory. Each block of it is given back when it is freed.
        private func works(_ arguments: [String], within bytes: Int) throws -> Bool {
            try workshop.run(
                arguments,
                environment: ["MALLOC_MMAP_THRESHOLD_=65536", "MALLOC_TOP_PAD_=0"],
                limit: "-d \(bytes >> 10)"
            ).status == 0
        }
    }
#endif
