import CWCNetwork

/// How a picture enters the post-filter: blocks of 4 × 4 pixels are positions, their colours and their
/// quality channels. Spec wavelet §9.
package enum PostFilterBlocks {
    /// Rows and columns of a block; also the factor by which the output is shuffled back.
    package static let side = 1 << level
    /// The decomposition level whose positions are blocks.
    static let level = 2
    /// Channels of one colour: colour c of the block's row i and column j is channel
    /// `pixels · c + side · i + j`.
    package static let pixels = side * side
    /// Channels of all three colours; behind them comes the quality.
    package static let colourChannels = 3 * pixels
    /// All channels.
    package static let channels = colourChannels + 1
    /// Colours as the network sees them: around mid-grey, in quarters of a grey level.
    package static let colours: ClosedRange<Int16> = -1024...1023

    /// Rows of a picture of `height` that must be at hand: those that go into the network together, and
    /// those that its output lags behind them.
    static func windowRows(_ network: IntegerNetwork, strip: Int, height: Int) -> Int {
        min(height, side * (2 * strip + network.reach + 1))
    }
}
