// swift-tools-version: 6.2
import PackageDescription

// One set of rules for every Swift target: the manifest is the architecture, and a warning is a
// failure.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A Swift library or tool of ours, and what it may import.
func module(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tool(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["CWCTestSupport"], swiftSettings: settings)
}

let package = Package(
    name: "cwc",
    products: [
        .library(name: "CWCDecoder", targets: ["CWCDecoder"]),
        .library(name: "CWCEncoder", targets: ["CWCEncoder"]),
        .library(name: "CWCModels", targets: ["CWCModels"]),
        .executable(name: "cwc", targets: ["cwc"]),
        .executable(name: "cwc-train", targets: ["cwc-train"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
    ],
    targets: [
        // System libraries.
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(
            name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"])]),
        .systemLibrary(
            name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
        .systemLibrary(
            name: "COpenJPEG", pkgConfig: "libopenjp2", providers: [.apt(["libopenjp2-7-dev"])]),

        // The codec, from the bottom up.
        .target(name: "CWCKernels"),
        .executableTarget(name: "cwc-kernel-bench", dependencies: ["CWCKernels"]),
        module("CWCBitstream", ["CZlib"]),
        module("CWCContainer", ["CWCBitstream"]),
        module("CWCWavelet", []),
        module("CWCCodes", ["CWCContainer", "CWCBitstream"]),
        module(
            "CWCNetwork", ["CWCCodes", "CWCContainer", "CWCBitstream", "CWCWavelet", "CWCKernels"]),
        module(
            "CWCBands", ["CWCNetwork", "CWCWavelet", "CWCCodes", "CWCContainer", "CWCBitstream"]),
        module(
            "CWCDecoder",
            ["CWCBands", "CWCNetwork", "CWCWavelet", "CWCCodes", "CWCContainer", "CWCBitstream"]),
        module(
            "CWCEncoder",
            ["CWCBands", "CWCNetwork", "CWCWavelet", "CWCCodes", "CWCContainer", "CWCBitstream"]),
        .target(name: "CWCModelData", exclude: ["models"]),
        module("CWCModels", ["CWCModelData", "CWCNetwork", "CWCContainer"]),

        // Pictures and figures, for the tools.
        .target(name: "CImageShim", dependencies: ["CPNG", "CJPEG", "COpenJPEG"]),
        module("CWCImageIO", ["CImageShim", "CWebP", "CZlib"]),
        module("CWCMetrics", []),
        module("CWCFigures", []),
        module(
            "CWCComparison",
            ["CWCDecoder", "CWCEncoder", "CWCImageIO", "CWCMetrics", "CWCFigures"]),
        .target(name: "CWCPageData", exclude: ["page"]),
        module(
            "CWCReport", ["CWCPageData", "CWCComparison", "CWCImageIO", "CWCFigures"]),

        // Training.
        .target(name: "CTorchShim"),
        module("CWCTorch", ["CTorchShim"], exclude: ["shim"]),
        module(
            "CWCTraining",
            [
                "CWCTorch", "CWCBands", "CWCCodes", "CWCNetwork", "CWCWavelet", "CWCContainer",
                "CWCBitstream", "CWCImageIO", "CWCFigures",
            ]),

        // The tools.
        tool(
            "cwc",
            [
                "CWCDecoder", "CWCEncoder", "CWCModels", "CWCNetwork", "CWCContainer",
                "CWCBitstream", "CWCImageIO", "CWCMetrics", "CWCFigures", "CWCComparison",
                "CWCReport", arguments, crypto,
            ]),
        tool(
            "cwc-train",
            [
                "CWCTraining", "CWCTorch", "CWCEncoder", "CWCDecoder", "CWCCodes", "CWCNetwork",
                "CWCContainer", "CWCImageIO", "CWCMetrics", "CWCFigures", arguments, crypto,
            ],
            exclude: ["configs", "host"]),

        // Tests.
        .target(
            name: "CWCTestSupport", dependencies: ["CWCNetwork", "CWCWavelet", "CWCContainer"],
            path: "Tests/CWCTestSupport", swiftSettings: settings),
        tests("CWCImageIOTests", ["CWCImageIO", "CWebP"]),
        tests("CWCBitstreamTests", ["CWCBitstream"]),
        tests("CWCContainerTests", ["CWCContainer", "CWCBitstream"]),
        tests("CWCCodesTests", ["CWCCodes", "CWCContainer", "CWCBitstream"]),
        tests(
            "CWCBandsTests",
            ["CWCBands", "CWCNetwork", "CWCWavelet", "CWCContainer", "CWCBitstream"]),
        tests(
            "CWCDecoderTests",
            ["CWCDecoder", "CWCBands", "CWCCodes", "CWCNetwork", "CWCWavelet", "CWCContainer"]),
        tests(
            "CWCEncoderTests",
            ["CWCEncoder", "CWCDecoder", "CWCCodes", "CWCNetwork", "CWCContainer"]),
        tests("CWCModelsTests", ["CWCModels", "CWCNetwork", "CWCContainer"]),
        tests(
            "CWCNetworkTests",
            ["CWCNetwork", "CWCCodes", "CWCWavelet", "CWCKernels", "CWCContainer", "CWCBitstream"]),
        tests(
            "CWCCorpusTests",
            [
                "CWCDecoder", "CWCEncoder", "CWCModels", "CWCNetwork", "CWCContainer",
                "CWCBitstream", "CWCImageIO",
            ]),
        tests("CWCWaveletTests", ["CWCWavelet"]),
        tests("CWCMetricsTests", ["CWCMetrics"]),
        tests("CWCFiguresTests", ["CWCFigures"]),
        tests("CWCComparisonTests", ["CWCComparison", "CWCImageIO", "CWCMetrics", "CWCFigures"]),
        tests("CWCReportTests", ["CWCReport", "CWCComparison", "CWCImageIO"]),
        tests(
            "CWCTrainingTests",
            [
                "cwc-train", "CWCTraining", "CWCTorch", "CWCCodes", "CWCNetwork", "CWCWavelet",
                "CWCContainer", "CWCImageIO",
            ]),
        tests(
            "CWCToolTests",
            ["cwc", "CWCDecoder", "CWCImageIO", "CWCNetwork", "CWCContainer"]),
    ]
)
