public import CWCWavelet

/// The networks and tables of a model of family 2. Spec model §3.6, §4.10.
public struct WaveletNetworks: Hashable, Sendable {
    /// Low bands and quality to the features of the coarsest level.
    public let root: IntegerNetwork
    /// The networks of each level, the finest first.
    public let levels: [Level]
    /// The decoded picture and quality to what is added to it.
    public let mending: IntegerNetwork
    /// Quantization steps at quality 0.
    public let gains: BandGains
    /// How far encoders let the steps of a picture's parts follow contrast, in sixteenths, 0 … 64; 0 is
    /// not at all. Spec model §4.6.
    public let masking: Int
    /// The probability of a 1, in units of 2⁻¹⁶, for each output −128…127 of a head.
    public let probabilities: [UInt16]

    /// The networks of one level.
    public struct Level: Hashable, Sendable {
        /// Logits of the four passes' decisions.
        public let lightnessAnchors: IntegerNetwork
        public let lightnessOthers: IntegerNetwork
        public let colourAnchors: IntegerNetwork
        public let colourOthers: IntegerNetwork
        /// What decoded symbols tell later passes.
        public let lightnessNeighbours: IntegerNetwork
        public let colourContext: IntegerNetwork
        public let colourNeighbours: IntegerNetwork
        /// Those that see anchors, for the others alone.
        package let lightnessBeside: CheckerboardNetwork
        package let colourBeside: CheckerboardNetwork
        /// To the features of the next finer level; the finest has none.
        public let refinement: IntegerNetwork?

        /// Takes each network from `network`, which knows them by role.
        public init<Failure: Error>(
            isFinest: Bool, _ network: (NetworkRole) throws(Failure) -> IntegerNetwork
        ) throws(Failure) {
            lightnessAnchors = try network(.lightnessAnchors)
            lightnessOthers = try network(.lightnessOthers)
            colourAnchors = try network(.colourAnchors)
            colourOthers = try network(.colourOthers)
            lightnessNeighbours = try network(.lightnessNeighbours)
            colourContext = try network(.colourContext)
            colourNeighbours = try network(.colourNeighbours)
            lightnessBeside = CheckerboardNetwork(lightnessNeighbours)
            colourBeside = CheckerboardNetwork(colourNeighbours)
            refinement = isFinest ? nil : try network(.refinement)
        }

        /// The logits of a pass.
        public func head(_ pass: CodingPass) -> IntegerNetwork {
            switch pass {
            case .lightnessAnchors: lightnessAnchors
            case .lightnessOthers: lightnessOthers
            case .colourAnchors: colourAnchors
            case .colourOthers: colourOthers
            }
        }

        /// The networks by ascending role.
        package var networks: [IntegerNetwork] {
            (refinement.map { [$0] } ?? []) + [
                lightnessAnchors, lightnessNeighbours, lightnessOthers, colourContext,
                colourAnchors, colourNeighbours, colourOthers,
            ]
        }

        fileprivate func using(_ kernels: KernelLevel) -> Level {
            let byRole = Dictionary(uniqueKeysWithValues: networks.map { ($0.role, $0) })
            return Level(isFinest: refinement == nil) { role in
                guard let network = byRole[role] else { preconditionFailure("no \(role)") }
                return network.using(kernels)
            }
        }
    }

    /// Puts the parts together; `Model` checks that they fit each other.
    public init(
        root: IntegerNetwork, levels: [Level], mending: IntegerNetwork, gains: BandGains,
        masking: Int = 0, probabilities: [UInt16]
    ) {
        self.root = root
        self.levels = levels
        self.mending = mending
        self.gains = gains
        self.masking = masking
        self.probabilities = probabilities
    }

    /// Outputs of a head that have a probability.
    public static let logits: ClosedRange<Int16> = -128...127

    /// The wavelet's lifting by the kernels that the networks run with.
    package var liftingStep: LiftingStep { mending.plan.liftingStep }

    /// What a bit may cost in squared error, in 1/256 of a squared step, where encoders choose symbols:
    /// what serves best on the validation pictures, by PSNR or, for models whose steps follow
    /// contrast, by MS-SSIM.
    public static func bitPrice(masking: Int) -> Int { masking == 0 ? 21 : 12 }

    /// The same networks, run with the kernels of another level.
    func using(_ kernels: KernelLevel) -> WaveletNetworks {
        WaveletNetworks(
            root: root.using(kernels), levels: levels.map { $0.using(kernels) },
            mending: mending.using(kernels), gains: gains, masking: masking,
            probabilities: probabilities)
    }

    /// Every network in the order of a model file: by role, then by level from the finest.
    var inFileOrder: [(level: Int, network: IntegerNetwork)] {
        let byLevel = levels.enumerated().flatMap { index, level in
            level.networks.map { (level: index + 1, network: $0) }
        }
        let sorted = byLevel.sorted {
            ($0.network.role.rawValue, $0.level) < ($1.network.role.rawValue, $1.level)
        }
        return [(0, root)] + sorted + [(0, mending)]
    }
}
