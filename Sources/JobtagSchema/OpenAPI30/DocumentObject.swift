/// An OpenAPI object with fixed members, some of which differ between the versions.
enum DocumentObject {
    case document, info, license, components, pathItem, operation, parameter, header, requestBody, mediaType, encoding, response
    case securityScheme

    /// Whether a Reference Object can replace it.
    var canBeReference: Bool {
        switch self {
        case .parameter, .header, .requestBody, .response, .securityScheme: true
        case .document, .info, .license, .components, .pathItem, .operation, .mediaType, .encoding: false
        }
    }

    /// Without a place in 3.0, and not needed by clients.
    var leftOut: Set<String> {
        switch self {
        case .document: ["jsonSchemaDialect", "webhooks"]
        case .info: ["summary"]
        default: []
        }
    }

    /// The members of 3.0, and the kinds of their values.
    var parts: [String: DocumentPart] {
        switch self {
        case .document:
            Self.parts(
                same: ["servers", "security", "tags", "externalDocs"],
                [
                    "openapi": .version, "info": .object(.info), "paths": .extensibleMap(.object(.pathItem)),
                    "components": .object(.components),
                ])
        case .info:
            Self.parts(same: ["title", "description", "termsOfService", "contact", "version"], ["license": .object(.license)])
        case .license: Self.parts(same: ["name", "url"])
        case .components:
            Self.parts(
                same: ["examples", "links"],
                [
                    "schemas": .map(.schema), "responses": .map(.object(.response)), "parameters": .map(.object(.parameter)),
                    "requestBodies": .map(.object(.requestBody)), "headers": .map(.object(.header)),
                    "securitySchemes": .map(.object(.securityScheme)), "callbacks": .map(Self.callback),
                ])
        case .pathItem:
            Self.parts(same: ["$ref", "summary", "description", "servers"], ["parameters": .list(.object(.parameter))])
                .merging(Self.methods.map { ($0, .object(.operation)) }) { $1 }
        case .operation:
            Self.parts(
                same: ["tags", "summary", "description", "externalDocs", "operationId", "deprecated", "security", "servers"],
                [
                    "parameters": .list(.object(.parameter)), "requestBody": .object(.requestBody),
                    "responses": .extensibleMap(.object(.response)), "callbacks": .map(Self.callback),
                ])
        case .parameter: Self.parts(same: ["name", "in"], Self.header.parts)
        case .header:
            Self.parts(
                same: [
                    "description", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved", "example",
                    "examples",
                ],
                ["schema": .schema, "content": Self.content])
        case .requestBody: Self.parts(same: ["description", "required"], ["content": Self.content])
        case .mediaType: Self.parts(same: ["example", "examples"], ["schema": .schema, "encoding": .map(.object(.encoding))])
        case .encoding: Self.parts(same: ["contentType", "style", "explode", "allowReserved"], ["headers": .map(.object(.header))])
        case .response: Self.parts(same: ["description", "links"], ["headers": .map(.object(.header)), "content": Self.content])
        case .securityScheme:
            Self.parts(same: ["type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"])
        }
    }

    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    /// URLs, each with its operations.
    private static let callback = DocumentPart.extensibleMap(.object(.pathItem))

    /// Media types, each with its content.
    private static let content = DocumentPart.map(.object(.mediaType))

    private static func parts(same: [String], _ others: [String: DocumentPart] = [:]) -> [String: DocumentPart] {
        others.merging(same.map { ($0, .same) }) { other, _ in other }
    }
}
