import CWCModel
public import CWCNetwork

/// The networks and tables of a model of the wavelet family. Spec wavelet §6.2.
public struct WaveletNetworks: Hashable, Sendable {
    /// LL subbands and quality to the features of the coarsest level.
    public let llContext: IntegerNetwork
    /// The networks of each level, the finest first.
    public let levels: [Level]
    /// The decoded picture and quality to what is added to it.
    public let postFilter: IntegerNetwork
    /// Quantization steps at quality 0.
    public let baseSteps: BaseQuantizationSteps
    /// How far encoders let the steps of a picture's parts follow contrast, in sixteenths, 0 … 64; 0
    /// is not at all.
    public let masking: Int
    /// The probability of a 1, in units of 2⁻¹⁶, for each logit −128…127.
    public let probabilities: [UInt16]

    /// Puts the parts together; `Model` checks that they fit each other.
    public init(
        llContext: IntegerNetwork, levels: [Level], postFilter: IntegerNetwork,
        baseSteps: BaseQuantizationSteps, masking: Int = 0, probabilities: [UInt16]
    ) {
        self.llContext = llContext
        self.levels = levels
        self.postFilter = postFilter
        self.baseSteps = baseSteps
        self.masking = masking
        self.probabilities = probabilities
    }

    /// Logits that have a probability: what probability heads put out.
    public static let logits: ClosedRange<Int16> = -128...127

    /// The wavelet's lifting by the kernels that the networks run with.
    package var liftingStep: LiftingStep { postFilter.liftingStep }

    /// λ of rate–distortion optimisation: what a bit may cost in squared error, in 1/256 of a squared
    /// step. What serves best on the validation pictures, by PSNR or, for models whose steps follow
    /// contrast, by MS-SSIM.
    public static func lambda(masking: Int) -> Int { masking == 0 ? 21 : 12 }

    /// The same networks, run with another instruction set.
    func using(_ instructions: InstructionSet) -> WaveletNetworks {
        WaveletNetworks(
            llContext: llContext.using(instructions),
            levels: levels.map { $0.using(instructions) },
            postFilter: postFilter.using(instructions), baseSteps: baseSteps, masking: masking,
            probabilities: probabilities)
    }

    /// Every network in its place in a model file.
    var byPlace: [NetworkPlace: IntegerNetwork] {
        var places = [
            NetworkPlace(.llContext): llContext, NetworkPlace(.postFilter): postFilter,
        ]
        for (index, level) in levels.enumerated() {
            for network in level.networks {
                places[NetworkPlace(network.role, level: index + 1)] = network
            }
        }
        return places
    }
}

extension WaveletNetworks {
    /// The networks of one decomposition level.
    public struct Level: Hashable, Sendable {
        /// The probability heads of the four passes.
        public let lumaAnchors: IntegerNetwork
        public let lumaNonAnchors: IntegerNetwork
        public let chromaAnchors: IntegerNetwork
        public let chromaNonAnchors: IntegerNetwork
        /// What decoded symbols tell later passes.
        public let lumaAnchorContext: IntegerNetwork
        public let crossComponentContext: IntegerNetwork
        public let chromaAnchorContext: IntegerNetwork
        /// Those that see anchors, folded to run for the non-anchors alone.
        package let lumaCheckerboard: CheckerboardNetwork
        package let chromaCheckerboard: CheckerboardNetwork
        /// To the features of the next finer level; the finest has none.
        public let crossLevelContext: IntegerNetwork?

        /// Takes each network from `network`, which knows them by role.
        public init<Failure: Error>(
            isFinest: Bool, _ network: (NetworkRole) throws(Failure) -> IntegerNetwork
        ) throws(Failure) {
            lumaAnchors = try network(.lumaAnchors)
            lumaNonAnchors = try network(.lumaNonAnchors)
            chromaAnchors = try network(.chromaAnchors)
            chromaNonAnchors = try network(.chromaNonAnchors)
            lumaAnchorContext = try network(.lumaAnchorContext)
            crossComponentContext = try network(.crossComponentContext)
            chromaAnchorContext = try network(.chromaAnchorContext)
            lumaCheckerboard = CheckerboardNetwork(lumaAnchorContext)
            chromaCheckerboard = CheckerboardNetwork(chromaAnchorContext)
            crossLevelContext = isFinest ? nil : try network(.crossLevelContext)
        }

        /// The probability head of a pass.
        public func head(_ pass: CodingPass) -> IntegerNetwork {
            switch pass {
            case .lumaAnchors: lumaAnchors
            case .lumaNonAnchors: lumaNonAnchors
            case .chromaAnchors: chromaAnchors
            case .chromaNonAnchors: chromaNonAnchors
            }
        }

        /// The networks by ascending role.
        package var networks: [IntegerNetwork] {
            (crossLevelContext.map { [$0] } ?? []) + [
                lumaAnchors, lumaAnchorContext, lumaNonAnchors, crossComponentContext,
                chromaAnchors, chromaAnchorContext, chromaNonAnchors,
            ]
        }

        fileprivate func using(_ instructions: InstructionSet) -> Level {
            let byRole = Dictionary(uniqueKeysWithValues: networks.map { ($0.role, $0) })
            return Level(isFinest: crossLevelContext == nil) { role in
                guard let network = byRole[role] else { preconditionFailure("no \(role)") }
                return network.using(instructions)
            }
        }
    }
}
