// A permit as a policy that other programs read: an Agreement of ODRL (W3C Recommendations "ODRL
// Information Model 2.2" and "ODRL Vocabulary & Expression 2.2", 15 February 2018) in JSON-LD. For
// exchange and for catalogues; what a node enforces is the typed permit.
//
// The profile kProfile says what ODRL has no words for: its `aggregate` compiles a collection, so
// the computation of anonymised statistics is an action of ours, and so are re-identification,
// which is prohibited (Art. 61), and the purposes of Art. 53 and the prohibited ones of Art. 54.
// The document defines every word of the profile that it uses.
//
// Persons are not told: an agreement may be published, and who they are is not public (Art. 57,
// 58). The recipient is the node on whose behalf they order.
//
// Thread safety: pure; any thread.
#pragma once

#include "node/base/json.h"
#include "policies/access/permit.h"

namespace passerelle::odrl {

inline constexpr const char* kProfile = "urn:passerelle:odrl:1";

// Returns the agreement. The same permit gives the same document.
Json agreement(const access::Permit& permit);

// Returns the IRI by which the agreement of a permit is known.
std::string iri_of(const access::Permit& permit);

}  // namespace passerelle::odrl
