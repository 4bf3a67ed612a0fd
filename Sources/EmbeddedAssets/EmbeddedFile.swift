package import Foundation

/// A file embedded into the program.
package struct EmbeddedFile: Sendable {
    /// Its path in the repository, such as `web/index.html`.
    package let path: String
    package let data: Data

    /// All embedded files, sorted by path.
    package static let all: [EmbeddedFile] = embeddedFiles.map { file in
        let base64 = Data(
            bytesNoCopy: .init(mutating: file.base64.utf8Start), count: file.base64.utf8CodeUnitCount, deallocator: .none)
        guard let data = Data(base64Encoded: base64) else { preconditionFailure("\(file.path) was embedded incorrectly") }
        return EmbeddedFile(path: file.path, data: data)
    }
}
