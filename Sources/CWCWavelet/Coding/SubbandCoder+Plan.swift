import CWCNetwork

// What coding takes: the list of what is alive at the same time. `LevelCoder` and `SubbandCoder` allocate
// what stands here.

extension SubbandCoder {
    /// Bytes that coding a tile takes beside symbols and streams.
    package static func peakByteCount(
        _ networks: WaveletNetworks, _ geometry: WaveletGeometry, threads: Int
    ) -> Int {
        let ll = Positions(networks, geometry, level: geometry.levels, threads: threads)
        let start =
            ll.featureByteCount
            + threads * ll.window(networks.llContext)
        return (1...geometry.levels).reduce(start) { peak, level in
            max(
                peak,
                Positions(networks, geometry, level: level, threads: threads).peakByteCount)
        }
    }

    /// The positions of a level, and what coding them takes.
    private struct Positions {
        let networks: WaveletNetworks
        let level: Int
        let height: Int
        let width: Int
        let threads: Int

        init(
            _ networks: WaveletNetworks, _ geometry: WaveletGeometry, level: Int, threads: Int
        ) {
            self.networks = networks
            self.level = level
            self.threads = threads
            (height, width) = geometry.size(level)
        }

        private var own: WaveletNetworks.Level { networks.levels[level - 1] }

        /// What coarser levels tell about the positions.
        var featureByteCount: Int {
            let network =
                level == networks.levels.count
                ? networks.llContext : networks.levels[level].crossLevelContext
            return 2 * height * width * (network?.outputChannels ?? 0)
        }

        func window(_ network: IntegerNetwork) -> Int {
            network.peakByteCount(height: height, width: width)
        }

        private func context(_ network: IntegerNetwork) -> Int {
            2 * height * width * network.outputChannels
        }

        private func context(_ checkerboard: CheckerboardNetwork) -> Int {
            checkerboard.isFolded
                ? 2 * ((height + 1) / 2) * ((width + 1) / 2) * checkerboard.network.outputChannels
                : context(checkerboard.network)
        }

        /// A pass: the windows of its probability head, logits that wait for the thread that codes
        /// under them, and errors nearby.
        private func pass(_ pass: CodingPass) -> Int {
            let head = own.head(pass)
            let columns = CheckerboardHalf.width(width)
            return threads * head.peakByteCount(height: height, width: columns)
                + (threads == 1 ? 0 : 2 * height * columns * head.outputChannels)
                + NeighbourhoodErrors.byteCount(columns: columns, subbands: pass.subbands)
                + SignRegression.byteCount(columns: columns, subbands: pass.subbands)
        }

        /// The most that is alive at the same time, from pass to pass.
        var peakByteCount: Int {
            let luma = context(own.lumaCheckerboard)
            let cross = context(own.crossComponentContext)
            let chroma = context(own.chromaCheckerboard)
            let finer =
                own.crossLevelContext.map {
                    4 * context($0) + threads * window($0)
                } ?? 0
            let stages = [
                pass(.lumaAnchors),
                luma + threads * own.lumaCheckerboard.peakByteCount(height: height, width: width),
                luma + pass(.lumaNonAnchors),
                cross + threads * window(own.crossComponentContext),
                cross + pass(.chromaAnchors),
                cross + chroma
                    + threads
                    * own.chromaCheckerboard.peakByteCount(height: height, width: width),
                cross + chroma + pass(.chromaNonAnchors),
                finer,
            ]
            return featureByteCount + (stages.max() ?? 0)
        }
    }
}
