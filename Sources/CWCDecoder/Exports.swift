// What the API of this module is made of comes with it: one import is enough to decode a picture.

/// Header, errors, limits, model IDs.
@_exported public import CWCContainer
/// Reading models.
@_exported public import CWCFamilies
/// Pictures and metadata.
@_exported public import CWCImage
/// `Model`.
@_exported public import CWCModel
/// `InstructionSet`.
@_exported public import CWCNetwork
