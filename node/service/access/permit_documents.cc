#include "node/service/access/permit_documents.h"

#include <nlohmann/json.hpp>

#include "node/crypto/signed_document.h"
#include "node/service/access/permits.h"
#include "node/service/callers.h"
#include "policies/documents/documents.h"
#include "policies/odrl/agreement.h"

namespace passerelle::service {

Result<Json> permit_agreement(Node& node, const identity::Caller& caller, const PermitId& id) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  const auto record =
      node.database.read([&](store::Reader& reader) { return find_permit(reader, id); });
  if (!record) return record.error();
  return odrl::agreement(record->permit);
}

Result<std::string> permit_page(Node& node,
                                const identity::Caller& caller,
                                const PermitId& id,
                                purposes::Language language) {
  if (auto allowed = require_insider(caller); !allowed) return allowed.error();
  return node.database.read([&](store::Reader& reader) -> Result<std::string> {
    const auto kept = find_kept_permit(reader, id);
    if (!kept) return kept.error();
    const auto envelope = parse_json(kept->envelope);
    if (!envelope) return envelope.error();
    const auto signed_twin = crypto::SignedDocument::parse(*envelope, access::kPermitType);
    if (!signed_twin) return signed_twin.error();
    return documents::permit_document(
        kept->record.permit, {node.config.name, node.config.country},
        documents::Seal{signed_twin->digest(), envelope->at("key").get<std::string>()}, language);
  });
}

}  // namespace passerelle::service
