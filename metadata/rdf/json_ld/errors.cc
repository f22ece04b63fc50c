#include "metadata/rdf/json_ld/errors.h"

#include <array>
#include <string>

#include "metadata/rdf/json_ld/place.h"

namespace passerelle::rdf::json_ld {

std::error_code make_error_code(JsonLdError code) {
  static constexpr std::array kNames{"colliding_keywords",
                                     "context_overflow",
                                     "cyclic_iri_mapping",
                                     "invalid_id_value",
                                     "invalid_import_value",
                                     "invalid_included_value",
                                     "invalid_index_value",
                                     "invalid_nest_value",
                                     "invalid_prefix_value",
                                     "invalid_propagate_value",
                                     "invalid_protected_value",
                                     "invalid_reverse_value",
                                     "invalid_version_value",
                                     "invalid_base_direction",
                                     "invalid_base_iri",
                                     "invalid_container_mapping",
                                     "invalid_context_entry",
                                     "invalid_context_nullification",
                                     "invalid_default_language",
                                     "invalid_iri_mapping",
                                     "invalid_json_literal",
                                     "invalid_keyword_alias",
                                     "invalid_language_map_value",
                                     "invalid_language_mapping",
                                     "invalid_language_tagged_string",
                                     "invalid_language_tagged_value",
                                     "invalid_local_context",
                                     "invalid_remote_context",
                                     "invalid_reverse_property_map",
                                     "invalid_reverse_property_value",
                                     "invalid_reverse_property",
                                     "invalid_scoped_context",
                                     "invalid_set_or_list_object",
                                     "invalid_term_definition",
                                     "invalid_type_mapping",
                                     "invalid_type_value",
                                     "invalid_typed_value",
                                     "invalid_value_object_value",
                                     "invalid_value_object",
                                     "invalid_vocab_mapping",
                                     "iri_confused_with_prefix",
                                     "keyword_redefinition",
                                     "loading_document_failed",
                                     "loading_remote_context_failed",
                                     "protected_term_redefinition"};
  static const ErrorCategory category("json_ld", kNames);
  return {static_cast<int>(code), category};
}

Error refuse(JsonLdError code, const Place& where, std::string_view why) {
  return Error{code, where.text() + ": " + std::string(why)};
}

}  // namespace passerelle::rdf::json_ld
